package simulator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// makeCertificate makes a certificate authority of its own and a certificate
// for host by it, and returns the certificate and the authority's in PEM. Both
// last a year and begin a day early, for clocks that are wrong.
func makeCertificate(host string) (*tls.Certificate, []byte, error) {
	now := time.Now()
	ca := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "Wolkvox Hold practice authority"},
		NotBefore:             now.AddDate(0, 0, -1),
		NotAfter:              now.AddDate(1, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	caDER, err := sign(ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, nil, err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: host},
		NotBefore:    ca.NotBefore,
		NotAfter:     ca.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{host, "localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := sign(leaf, ca, &key.PublicKey, caKey)
	if err != nil {
		return nil, nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, toPEM(caDER), nil
}

// sign makes a certificate whose signature's two numbers are as long as the curve's.
// Wine 8 takes no shorter ones, which one signature in 128 has, for valid.
func sign(cert, parent *x509.Certificate, public *ecdsa.PublicKey, by *ecdsa.PrivateKey) ([]byte, error) {
	for {
		der, err := x509.CreateCertificate(rand.Reader, cert, parent, public, by)
		if err != nil {
			return nil, err
		}
		made, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		var signature struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(made.Signature, &signature); err != nil {
			return nil, err
		}
		long := (by.Curve.Params().BitSize + 7) / 8
		if len(signature.R.Bytes()) == long && len(signature.S.Bytes()) == long {
			return der, nil
		}
	}
}

// rootOf returns the last certificate of a chain in PEM: its root, or itself
// when it signed itself.
func rootOf(cert *tls.Certificate) []byte {
	if len(cert.Certificate) == 0 {
		return nil
	}
	return toPEM(cert.Certificate[len(cert.Certificate)-1])
}

func toPEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

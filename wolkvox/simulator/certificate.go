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

// Authority is a certificate authority for pretended servers.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// NewAuthority makes a certificate authority. It lasts a year and begins a day early, for
// clocks that are wrong.
func NewAuthority(subject pkix.Name) (*Authority, error) {
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               subject,
		NotBefore:             now.AddDate(0, 0, -1),
		NotAfter:              now.AddDate(1, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	cert, err := sign(template, template, &key.PublicKey, key)
	return &Authority{cert, key}, err
}

// Issue makes a certificate for a server named host that lasts as long as the authority.
// Change, which may be nil, may alter it before it is signed.
func (a *Authority) Issue(host string, change func(*x509.Certificate)) (*tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: host},
		NotBefore:    a.cert.NotBefore,
		NotAfter:     a.cert.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{host},
	}
	if change != nil {
		change(template)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	cert, err := sign(template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}, nil
}

// PEM returns the authority's own certificate.
func (a *Authority) PEM() []byte { return toPEM(a.cert.Raw) }

// SelfSigned makes a certificate that vouches for itself, for the loopback address and a
// year, which begins an hour early. Change may alter it before it is signed.
func SelfSigned(change func(*x509.Certificate)) (*tls.Certificate, error) {
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "itself"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(1, 0, 0),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	change(template)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	cert, err := sign(template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}, nil
}

// makeCertificate makes a certificate authority of its own and a certificate
// for host by it, and returns the certificate and the authority's in PEM.
func makeCertificate(host string) (*tls.Certificate, []byte, error) {
	authority, err := NewAuthority(pkix.Name{CommonName: "Wolkvox Hold practice authority"})
	if err != nil {
		return nil, nil, err
	}
	cert, err := authority.Issue(host, func(c *x509.Certificate) {
		c.DNSNames = append(c.DNSNames, "localhost")
		c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	})
	return cert, authority.PEM(), err
}

// sign makes a certificate whose signature's two numbers are as long as the curve's.
// Wine 8 takes no shorter ones, which one signature in 128 has, for valid.
func sign(cert, parent *x509.Certificate, public *ecdsa.PublicKey, by *ecdsa.PrivateKey) (*x509.Certificate, error) {
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
			return made, nil
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

package wolkvox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const (
	testToken = "0123456789abcdef0123456789abcdef0123456789abcdef0123"
	testAgent = "12435"
)

// start runs a simulator for the length of a test, and returns it with a client
// that reaches it.
func start(t *testing.T, opts simulator.Options) (*simulator.Server, *Client) {
	t.Helper()
	opts.Server, opts.Token = "0042", testToken
	s, err := simulator.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return s, &Client{
		Server:      "0042",
		AgentID:     testAgent,
		Token:       mustToken(t, testToken),
		RootCAs:     s.RootCAs(),
		DialContext: s.DialContext,
	}
}

func mustToken(t testing.TB, s string) Token {
	t.Helper()
	token, err := ParseToken(s)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// want compares what an outcome says.
func want(t *testing.T, o Outcome, result Result, reason Reason) {
	t.Helper()
	if o.Result != result || o.Reason != reason {
		t.Errorf("got %s (%s), want %s (%s); err %v", o.Result, o.Reason, result, reason, o.Err)
	}
}

// selfSigned makes a certificate that vouches for itself, valid around now.
func selfSigned(t *testing.T, hosts ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	cert, leaf := signed(t, func(c *x509.Certificate) { c.DNSNames = hosts })
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return cert, pool
}

// signed makes a certificate that vouches for itself, and is valid around now
// if change leaves it so.
func signed(t testing.TB, change func(*x509.Certificate)) (tls.Certificate, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, leaf
}

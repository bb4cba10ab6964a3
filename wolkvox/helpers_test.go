package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const (
	testToken = "0123456789abcdef0123456789abcdef0123456789abcdef0123"
	testAgent = "12435"
)

// start runs a simulator for the length of a test, and returns it with a client
// that reaches it. In a bubble of faked time it has to be in memory.
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
func selfSigned(t testing.TB, hosts ...string) (tls.Certificate, *x509.CertPool) {
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
	cert, err := simulator.SelfSigned(change)
	if err != nil {
		t.Fatal(err)
	}
	return *cert, cert.Leaf
}

// listen serves each connection until the test ends, and returns where.
func listen(t *testing.T, serve func(net.Conn)) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	t.Cleanup(func() { l.Close(); serving.Wait() })
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { defer conn.Close(); serve(conn) })
		}
	})
	return l.Addr()
}

// dialTo connects to addr, whatever address is asked for.
func dialTo(addr net.Addr) dialFunc {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, addr.String())
	}
}

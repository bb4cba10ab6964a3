package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestCheckNamesTheCause: each way to fail has its own cause, at its own step.
func TestCheckNamesTheCause(t *testing.T) {
	const host = "wv0042.wolkvox.com"
	now := time.Now()
	showing := func(change func(*x509.Certificate)) func(*testing.T, *Client) {
		return func(t *testing.T, c *Client) {
			cert, leaf := signed(t, change)
			s, _ := start(t, simulator.Options{Certificate: &cert})
			c.DialContext, c.RootCAs = s.DialContext, x509.NewCertPool()
			c.RootCAs.AddCert(leaf)
		}
	}
	refuse := func(err error) func(*testing.T, *Client) {
		return func(_ *testing.T, c *Client) {
			c.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, err }
		}
	}
	behind := func(p *proxy) func(*testing.T, *Client) {
		return func(t *testing.T, c *Client) {
			addr := p.listen(t)
			c.DialContext, c.Proxy = nil, func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http", Host: addr}}, nil }
		}
	}
	answering := func(text string) func(*testing.T, *Client) {
		return func(t *testing.T, c *Client) {
			c.DialContext = dialTo(listen(t, func(conn net.Conn) {
				conn.Read(make([]byte, 1024))
				io.WriteString(conn, text)
			}))
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*testing.T, *Client)
		step   string
		cause  Cause
	}{
		{"no such name", refuse(&net.DNSError{Err: "no such host", IsNotFound: true}), "dns", CauseNotFound},
		{"a name server that is silent", refuse(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), "dns", CauseTimeout},
		{"a name server that fails", refuse(&net.DNSError{Err: "server misbehaving"}), "dns", CauseFailed},
		{"nobody listens", refuse(&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}), "connect", CauseRefused},
		{"no way", refuse(&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)}), "connect", CauseFailed},
		{"packets vanish", refuse(context.DeadlineExceeded), "connect", CauseTimeout},
		{"over", showing(func(c *x509.Certificate) { c.DNSNames, c.NotAfter = []string{host}, now.Add(-time.Minute) }), "tls", CauseExpired},
		{"not yet", showing(func(c *x509.Certificate) { c.DNSNames, c.NotBefore = []string{host}, now.Add(time.Hour) }), "tls", CauseNotYetValid},
		{"another name", showing(func(c *x509.Certificate) { c.DNSNames = []string{"portal.example"} }), "tls", CauseName},
		{"nobody vouches", func(t *testing.T, c *Client) {
			showing(func(c *x509.Certificate) { c.DNSNames = []string{host} })(t, c)
			c.RootCAs = x509.NewCertPool()
		}, "tls", CauseAuthority},
		{"something that is not TLS", answering("HTTP/1.1 400 Bad Request\r\n\r\n"), "tls", CauseNoTLS},
		{"hung up", answering(""), "tls", CauseClosed},
		{"silent", func(t *testing.T, c *Client) {
			c.Timeout = 50 * time.Millisecond
			c.DialContext = dialTo(listen(t, func(conn net.Conn) { io.Copy(io.Discard, conn) }))
		}, "tls", CauseTimeout},
		{"a proxy that wants a password", behind(&proxy{answer: "HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n"}), "proxy", CausePassword},
		{"a proxy that refuses", behind(&proxy{answer: "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"}), "proxy", CauseRefused},
		{"a proxy that speaks something else", behind(&proxy{answer: "SSH-2.0-OpenSSH\r\n\r\n"}), "proxy", CauseFailed},
		{"a proxy that is not there", func(_ *testing.T, c *Client) {
			c.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http", Host: "proxy.example:1"}}, nil }
			c.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no way") }
		}, "proxy", CauseUnreachable},
		{"a proxy of another kind", func(_ *testing.T, c *Client) {
			c.Proxy = func(*url.URL) ([]*url.URL, error) {
				return []*url.URL{{Scheme: "socks4", Host: "proxy.example:1080"}}, nil
			}
		}, "proxy", CauseUnusable},
		{"a proxy setting that cannot be read", func(_ *testing.T, c *Client) {
			c.Proxy = func(*url.URL) ([]*url.URL, error) { return nil, errors.New("bad") }
		}, "proxy", CauseUnusable},
		{"an https proxy that nobody vouches for", func(t *testing.T, c *Client) {
			cert, _ := selfSigned(t, "localhost")
			behind(&proxy{config: &tls.Config{Certificates: []tls.Certificate{cert}}})(t, c)
			find := c.Proxy
			c.Proxy = func(u *url.URL) ([]*url.URL, error) {
				p, err := find(u)
				p[0].Scheme = "https"
				return p, err
			}
		}, "proxy", CauseProxyTLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &Client{Server: "0042", RootCAs: x509.NewCertPool()}
			tt.change(t, c)
			steps := Check(t.Context(), c)
			last := steps[len(steps)-1]
			if last.OK || last.Name != tt.step || last.Cause != tt.cause {
				t.Errorf("got %s, cause %q (%v), want %s, cause %q", last.Name, last.Cause, last.Err, tt.step, tt.cause)
			}
			if shows := slices.Contains([]Cause{CauseExpired, CauseNotYetValid, CauseName, CauseAuthority, CauseProxyTLS}, tt.cause); shows != (len(last.Certificates) > 0) {
				t.Errorf("got %d certificates", len(last.Certificates))
			}
		})
	}
}

// TestCheckTellsAPublicAuthority: a certificate of a public authority stands in a
// public log, and says so; one that a proxy made does not.
func TestCheckTellsAPublicAuthority(t *testing.T) {
	for _, logs := range []bool{false, true} {
		cert, leaf := signed(t, func(c *x509.Certificate) {
			c.DNSNames, c.Subject = []string{"wv0042.wolkvox.com"}, pkix.Name{CommonName: "Office\u202e proxy", Organization: []string{"Contact Ltd"}}
			if logs {
				c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: []byte{4, 2, 0, 0}}}
			}
		})
		s, c := start(t, simulator.Options{Certificate: &cert})
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AddCert(leaf)
		steps := Check(t.Context(), c)
		last := steps[len(steps)-1]
		if !last.OK || last.Logged != logs || len(last.Certificates) == 0 {
			t.Errorf("logged %v: got %+v", logs, last)
		}
		if got := Authority(leaf); got != "Office proxy, Contact Ltd" {
			t.Errorf("got authority %q", got)
		}
		if len(s.Requests()) != 0 {
			t.Error("the check sent a request")
		}
	}
}

// TestCheckSaysNothingAfterTheHandshake reads what comes after it, with nothing
// between that could swallow a byte.
func TestCheckSaysNothingAfterTheHandshake(t *testing.T) {
	heard := make(chan int, 1)
	_, c := start(t, simulator.Options{Greet: func(x *simulator.Exchange) bool {
		b, err := io.ReadAll(x.Conn)
		if err != nil {
			t.Errorf("the check did not take its leave: %v", err)
		}
		heard <- len(b)
		return false
	}})
	steps := Check(t.Context(), c)
	if last := steps[len(steps)-1]; !last.OK {
		t.Fatalf("got %+v", last)
	}
	if n := <-heard; n != 0 {
		t.Errorf("the check said %d bytes after the handshake", n)
	}
}

// timeoutError is how the net packages say that something took too long.
type timeoutError struct{}

func (timeoutError) Error() string { return "too long" }
func (timeoutError) Timeout() bool { return true }

// TestEachErrorHasItsCause, at the step where it comes, and another or none elsewhere.
func TestEachErrorHasItsCause(t *testing.T) {
	const none = CauseFailed
	now := time.Now()
	expired := x509.CertificateInvalidError{Reason: x509.Expired, Cert: &x509.Certificate{NotBefore: now.Add(-time.Hour)}}
	for _, tt := range []struct {
		err                      error
		dns, connect, proxy, tls Cause
	}{
		{errors.New("odd"), none, none, none, none},
		{&net.DNSError{IsNotFound: true}, CauseNotFound, none, none, none},
		{&net.DNSError{IsTimeout: true}, CauseTimeout, CauseTimeout, CauseTimeout, CauseTimeout},
		{&net.DNSError{}, none, none, none, none},
		{context.DeadlineExceeded, CauseTimeout, CauseTimeout, CauseTimeout, CauseTimeout},
		{os.ErrDeadlineExceeded, CauseTimeout, CauseTimeout, CauseTimeout, CauseTimeout},
		{&net.OpError{Err: timeoutError{}}, none, CauseTimeout, CauseTimeout, CauseTimeout},
		{syscall.ECONNREFUSED, none, CauseRefused, none, none},
		{windowsRefused, none, CauseRefused, none, none},
		{&refusedTunnel{status: 407}, none, none, CausePassword, none},
		{&refusedTunnel{status: 407, loggedOn: true}, none, none, CauseLogOn, none},
		{&refusedTunnel{status: 403}, none, none, CauseRefused, none},
		{errUnusable, none, none, CauseUnusable, none},
		{errNotReached, none, none, CauseUnreachable, none},
		{&tls.CertificateVerificationError{Err: errors.New("odd")}, none, none, CauseProxyTLS, CauseAuthority},
		{x509.UnknownAuthorityError{}, none, none, CauseProxyTLS, CauseAuthority},
		{x509.HostnameError{Certificate: new(x509.Certificate)}, none, none, CauseProxyTLS, CauseName},
		{expired, none, none, CauseProxyTLS, CauseExpired},
		{x509.CertificateInvalidError{Reason: x509.Expired, Cert: &x509.Certificate{NotBefore: now.Add(time.Hour)}}, none, none, CauseProxyTLS, CauseNotYetValid},
		{x509.CertificateInvalidError{Reason: x509.Expired}, none, none, CauseProxyTLS, CauseExpired},
		{x509.CertificateInvalidError{Reason: x509.TooManyIntermediates, Cert: expired.Cert}, none, none, CauseProxyTLS, CauseAuthority},
		{tls.RecordHeaderError{}, none, none, none, CauseNoTLS},
		{io.EOF, none, none, none, CauseClosed},
		{syscall.ECONNRESET, none, none, none, CauseClosed},
		{syscall.EPIPE, none, none, none, CauseClosed},
		{windowsReset, none, none, none, CauseClosed},
	} {
		err := fmt.Errorf("dial: %w", tt.err)
		for step, want := range map[Reason]Cause{DNS: tt.dns, Connect: tt.connect, Proxy: tt.proxy, TLS: tt.tls} {
			if got := causeOf(step, err, now); got != want {
				t.Errorf("%s, %T %v: got %s, want %s", step, tt.err, tt.err, got, want)
			}
		}
	}
}

// TestARefusedTunnelIsTold as what to do about it.
func TestARefusedTunnelIsTold(t *testing.T) {
	for _, tt := range []struct {
		refused refusedTunnel
		want    string
	}{
		{refusedTunnel{status: 407}, "the proxy asks for a password (status 407 to CONNECT)"},
		{refusedTunnel{status: 407, loggedOn: true}, "the proxy did not accept the log-on (status 407 to CONNECT)"},
		{refusedTunnel{status: 403}, "the proxy answered CONNECT with status 403"},
	} {
		if got := tt.refused.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestWhatACertificateTells: what verified counts before what was only sent, a time stamp may
// come beside the certificate (RFC 6962, section 3.3), and the issuer is named once.
func TestWhatACertificateTells(t *testing.T) {
	sent, verified := new(x509.Certificate), new(x509.Certificate)
	state := tls.ConnectionState{PeerCertificates: []*x509.Certificate{sent}}
	if got := shown(state, nil); len(got) != 1 || got[0] != sent {
		t.Errorf("not verified: got %v", got)
	}
	state.VerifiedChains = [][]*x509.Certificate{{verified}}
	if got := shown(state, nil); len(got) != 1 || got[0] != verified {
		t.Errorf("verified: got %v", got)
	}
	for want, s := range map[bool]tls.ConnectionState{
		false: {},
		true:  {SignedCertificateTimestamps: [][]byte{{1}}},
	} {
		if got := logged(s); got != want {
			t.Errorf("%+v: got %v, want %v", s, got, want)
		}
	}
	for want, issuer := range map[string]pkix.Name{
		"Office":          {CommonName: "Office", Organization: []string{"Office"}},
		"Office, Contact": {CommonName: "Office", Organization: []string{"Contact"}},
		"Contact":         {Organization: []string{"Contact"}},
		"":                {},
	} {
		if got := Authority(&x509.Certificate{Issuer: issuer}); got != want {
			t.Errorf("%+v: got %q, want %q", issuer, got, want)
		}
	}
}

// TestTheErrorThatIsTold of several ways is that of the one that came closest to wolkvox.
func TestTheErrorThatIsTold(t *testing.T) {
	down, refused := errors.New("down"), error(&stepError{reason: Proxy, err: &refusedTunnel{status: 403}})
	socks := error(&stepError{reason: Proxy, err: new(refusedSOCKS)})
	hangs := error(&stepError{reason: TLS, err: io.EOF})
	forged := error(&stepError{reason: TLS, err: &tls.CertificateVerificationError{Err: errors.New("odd")}})
	if got := furthest([]error{down, socks, hangs}); got != hangs {
		t.Errorf("got %v, want what came to TLS", got)
	}
	if got := furthest([]error{down, socks}); got != socks {
		t.Errorf("got %v, want what came to the proxy", got)
	}
	closer := []error{down, refused, hangs, forged}
	for i, far := range closer {
		for _, near := range closer[i:] {
			if a, b := furthest([]error{far, near}), furthest([]error{near, far}); a != near || b != near {
				t.Errorf("%v and %v: got %v and %v", far, near, a, b)
			}
		}
	}
	if got := furthest([]error{down, errors.New("another")}); got != down {
		t.Errorf("of two alike got %v, want the first", got)
	}
}

package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// stall waits as long as it may.
func stall(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }

// silent listens and says nothing.
func silent(raw *wire) bool { io.Copy(io.Discard, raw); return false }

// failing makes every connection fail.
func failing(err error) func(*world) {
	return func(w *world) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.open = func(context.Context, string) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	}
}

// after makes every connection take its time, whatever the context says.
func after(d time.Duration) func(*world) {
	return func(w *world) { w.open = func(context.Context, string) error { time.Sleep(d); return nil } }
}

func wellFaults() []fault {
	return []fault{
		{name: "all is well", truths: toggled},
		{name: "connecting takes 2.9 s", truths: toggled, arrange: after(2900 * time.Millisecond)},
		{name: "TLS handshake takes 2.9 s", ways: 2, truths: toggled, arrange: func(w *world) {
			w.accept = func(*wire) bool { time.Sleep(2900 * time.Millisecond); return true }
		}},
		{name: "proxy is well", truths: toggled, arrange: (*world).useProxy},
		{name: "proxy settings name none", truths: toggled, arrange: func(w *world) {
			w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return nil, nil }
		}},
	}
}

// connectFaults are those before there is a connection.
func connectFaults() []fault {
	return []fault{
		{name: "DNS: no such host", truths: not(DNS), arrange: failing(&net.DNSError{Err: "no such host", IsNotFound: true})},
		{name: "DNS: server fails", truths: not(DNS), arrange: failing(&net.DNSError{Err: "server misbehaving", IsTemporary: true})},
		{name: "DNS: times out by itself", truths: not(DNS), arrange: failing(&net.DNSError{Err: "i/o timeout", IsTimeout: true})},
		{name: "DNS stalls", truths: not(Late), took: SendWithin, arrange: func(w *world) {
			w.open = func(ctx context.Context, _ string) error {
				<-ctx.Done()
				return &net.DNSError{Err: ctx.Err().Error(), IsTimeout: true}
			}
		}},
		{name: "connection refused", truths: not(Connect), arrange: failing(syscall.ECONNREFUSED)},
		{name: "network unreachable", truths: not(Connect), arrange: failing(syscall.ENETUNREACH)},
		{name: "no permission to connect", truths: not(Connect), arrange: failing(syscall.EACCES)},
		{name: "connecting stalls", truths: not(Late), took: SendWithin, arrange: func(w *world) { w.open = stall }},
		{name: "connected 3.5 s after the press", dials: true, truths: not(Late), arrange: after(3500 * time.Millisecond)},
	}
}

// accepting lets f speak before the TLS handshake, and instead of it if f
// reports false.
func accepting(f func(raw *wire) bool) func(*world) { return func(w *world) { w.accept = f } }

// certified gives the server a certificate that is not right.
func certified(change func(*x509.Certificate)) func(*world) {
	return func(w *world) { w.certify(change) }
}

// speaking bounds the server's TLS versions.
func speaking(from, to uint16) func(*world) {
	return func(w *world) { w.config.MinVersion, w.config.MaxVersion = from, to }
}

// offering sets the server's application protocols.
func offering(protocols ...string) func(*world) {
	return func(w *world) { w.config.NextProtos = protocols }
}

// instead sends a text where TLS was expected.
func instead(text string) func(*world) {
	return accepting(func(raw *wire) bool { io.WriteString(raw, text); return false })
}

// handshakeStart is a TLS record that announces more than follows.
const handshakeStart = "\x16\x03\x03\x00\x7a\x02"

// tlsFaults are those of the handshake.
func tlsFaults() []fault {
	return []fault{
		{name: "TLS stalls", ways: 2, truths: not(Late), took: SendWithin, arrange: accepting(silent)},
		{name: "TLS stalls in the middle", truths: not(Late), took: SendWithin, arrange: accepting(func(raw *wire) bool {
			io.WriteString(raw, handshakeStart)
			return silent(raw)
		})},
		{name: "closed in the TLS handshake", ways: 2, truths: not(TLS), arrange: instead("")},
		{name: "closed in the middle of the TLS handshake", ways: 2, truths: not(TLS), arrange: instead(handshakeStart)},
		{name: "reset in the TLS handshake", ways: 2, truths: not(TLS), arrange: accepting(func(raw *wire) bool { raw.reset(); return false })},
		{name: "plain HTTP on the TLS port", ways: 2, truths: not(TLS), arrange: instead(reply(400, "<html></html>"))},
		{name: "certificate of another host", truths: not(TLS), arrange: certified(func(c *x509.Certificate) { c.DNSNames = []string{"wv9999.wolkvox.com"} })},
		{name: "certificate for a parent of the host", truths: not(TLS), arrange: certified(func(c *x509.Certificate) { c.DNSNames = []string{"wolkvox.com"} })},
		{name: "certificate of another authority", truths: not(TLS), arrange: func(w *world) { w.client.RootCAs = x509.NewCertPool() }},
		{name: "certificate expired", truths: not(TLS), arrange: certified(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })},
		{name: "certificate not valid yet", truths: not(TLS), arrange: certified(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) })},
		{name: "certificate for clients only", truths: not(TLS), arrange: certified(func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		})},
		{name: "TLS 1.0 only", truths: not(TLS), arrange: speaking(tls.VersionTLS10, tls.VersionTLS10)},
		{name: "TLS 1.1 only", truths: not(TLS), arrange: speaking(tls.VersionTLS11, tls.VersionTLS11)},
		{name: "TLS 1.2 only", truths: toggled, arrange: speaking(tls.VersionTLS12, tls.VersionTLS12)},
		{name: "TLS 1.3 only", truths: toggled, arrange: speaking(tls.VersionTLS13, tls.VersionTLS13)},
		{name: "peer offers h2 only", truths: not(TLS), arrange: func(w *world) {
			// A server of crypto/tls would do without a protocol, for old clients' sake.
			offering("h2")(w)
			w.config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
				if !slices.Contains(h.SupportedProtos, "h2") {
					return nil, errors.New("no application protocol")
				}
				return nil, nil
			}
		}},
		{name: "peer prefers h2", truths: toggled, arrange: offering("h2", "http/1.1")},
	}
}

// proxied leads through a proxy that does f with a CONNECT. It leads on to the
// server only if f reports true.
func proxied(f func(raw *wire) bool) func(*world) {
	return func(w *world) { w.useProxy(); w.proxy = f }
}

// answering is a proxy that answers and closes.
func answering(text string) func(*world) {
	return proxied(func(raw *wire) bool { io.WriteString(raw, text); return false })
}

// throughProxy leads through a proxy that is well, to a fault behind it.
func throughProxy(arrange func(*world)) func(*world) {
	return func(w *world) { w.useProxy(); arrange(w) }
}

// asking sets how the proxy is found out.
func asking(f func(*url.URL) ([]*url.URL, error)) func(*world) {
	return func(w *world) { w.client.Proxy = f }
}

// proxyFaults are those of a proxy, before the request.
func proxyFaults() []fault {
	const established = "HTTP/1.1 200 Connection established\r\n\r\n"
	faults := []fault{
		{name: "proxy settings cannot be read", truths: not(Proxy), arrange: asking(func(*url.URL) ([]*url.URL, error) { return nil, errors.New("broken") })},
		{name: "proxy settings name no host", truths: not(Proxy), arrange: asking(func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "http"}}, nil })},
		{name: "proxy is of another kind", truths: not(Proxy), arrange: asking(func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "socks4", Host: testProxy}}, nil })},
		{name: "proxy settings stall", truths: not(Late), took: SendWithin, arrange: func(w *world) {
			w.client.Proxy = func(*url.URL) ([]*url.URL, error) { <-w.ctx.Done(); return nil, nil }
		}},
		{name: "proxy: no such host", truths: not(Proxy), arrange: throughProxy(failing(&net.DNSError{Err: "no such host"}))},
		{name: "proxy refuses the connection", truths: not(Proxy), arrange: throughProxy(failing(syscall.ECONNREFUSED))},
		{name: "connecting to the proxy stalls", truths: not(Late), took: SendWithin, arrange: throughProxy(func(w *world) { w.open = stall })},
		{name: "proxy CONNECT stalls", truths: not(Late), took: SendWithin, arrange: proxied(silent)},
		{name: "proxy CONNECT is answered a byte a second", truths: not(Late), took: SendWithin, arrange: proxied(func(raw *wire) bool {
			for _, b := range []byte(established) {
				time.Sleep(time.Second)
				raw.Write([]byte{b})
			}
			return false
		})},
		{name: "proxy closes after CONNECT", truths: not(Proxy), arrange: answering("")},
		{name: "proxy resets after CONNECT", truths: not(Proxy), arrange: proxied(func(raw *wire) bool { raw.reset(); return false })},
		{name: "proxy answers with a bare page", truths: not(Proxy), arrange: answering("<html><body>Blocked</body></html>")},
		{name: "proxy answers 200 with a page", truths: not(Proxy), arrange: answering(page(200))},
		{name: "proxy answers 502 with a page", truths: not(Proxy), arrange: answering(page(502))},
		{name: "proxy answers 200, then a page", ways: 2, truths: not(TLS), arrange: proxied(func(raw *wire) bool {
			io.WriteString(raw, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
			time.Sleep(time.Second)
			io.WriteString(raw, "<html></html>")
			return false
		})},
		{name: "proxy answers with a mail greeting", truths: not(Proxy), arrange: answering("220 mail ready\r\n\r\n")},
		{name: "proxy answers with an endless head", truths: not(Proxy), arrange: answering("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20))},
		{name: "proxy speaks into the tunnel", truths: not(Proxy), arrange: answering(established + wellReply)},
		{name: "TLS asked of a plain proxy", ways: 2, truths: not(Proxy), arrange: func(w *world) {
			w.client.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{{Scheme: "https", Host: testProxy}}, nil }
		}},
		{name: "TLS stalls behind the proxy", ways: 2, truths: not(Late), took: SendWithin, arrange: throughProxy(accepting(silent))},
		{name: "proxy opens TLS with an authority of its own", truths: not(TLS), arrange: throughProxy(func(w *world) { w.client.RootCAs = x509.NewCertPool() })},
		{name: "proxy leads to another host", truths: not(TLS), arrange: throughProxy(certified(func(c *x509.Certificate) { c.DNSNames = []string{otherHost} }))},
	}
	for _, status := range []int{100, 302, 400, 403, 407, 500, 502, 503, 504} {
		faults = append(faults, fault{name: "proxy answers " + statusName(status), truths: not(Proxy), arrange: answering(lines(status, "Content-Length: 0"))})
	}
	return faults
}

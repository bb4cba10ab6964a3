package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// helloTimeout is how long a TLS hello may stay without an answer before a short one is
// tried as well.
const helloTimeout = time.Second

// shortKeys are the key exchanges of a short hello. The post-quantum ones that Go also
// offers make it longer than one packet, and some middleboxes drop it then.
var shortKeys = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}

// hello watches the long hellos of one attempt: to wolkvox, and before that to a proxy
// that speaks TLS itself.
type hello struct {
	silent   chan struct{} // closed when a hello got no answer in time
	once     sync.Once
	lastConn atomic.Pointer[observedConn] // of the latest hello
}

// observedConn records whether the other side has sent anything.
type observedConn struct {
	net.Conn
	gotData atomic.Bool
}

func (l *observedConn) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 0 {
		l.gotData.Store(true)
	}
	return n, err
}

// NetConn returns the wrapped connection, like the method of [tls.Conn].
func (l *observedConn) NetConn() net.Conn { return l.Conn }

// handshake does the TLS handshake with a long hello, or with a short one if h is nil.
func (h *hello) handshake(ctx context.Context, conn net.Conn, config *tls.Config) (*tls.Conn, error) {
	if h == nil {
		config.CurvePreferences = shortKeys
		secure := tls.Client(conn, config)
		return secure, secure.HandshakeContext(ctx)
	}
	last := &observedConn{Conn: conn}
	h.lastConn.Store(last)
	secure := tls.Client(last, config)
	timer := time.AfterFunc(helloTimeout, func() {
		if h.unanswered() {
			h.once.Do(func() { close(h.silent) })
		}
	})
	defer timer.Stop()
	return secure, secure.HandshakeContext(ctx)
}

// unanswered reports whether the latest hello has no answer yet.
func (h *hello) unanswered() bool {
	last := h.lastConn.Load()
	return last != nil && !last.gotData.Load()
}

// greet connects by one way. If a long hello gets no answer, a second connection with a
// short one is tried in parallel.
func (c *Client) greet(ctx context.Context, n *network, roots *x509.CertPool, proxy *url.URL) (*reached, error) {
	short := func(ctx context.Context) (*reached, error) { return c.attempt(ctx, n, roots, proxy, nil) }
	if n.shortOnly() {
		return short(ctx)
	}
	h := &hello{silent: make(chan struct{})}
	over := make(chan struct{})
	r, errs := race(ctx, 0, func(ctx context.Context) (*reached, error) {
		defer close(over)
		return c.attempt(ctx, n, roots, proxy, h)
	}, func(ctx context.Context) (*reached, error) {
		select {
		case <-h.silent:
		case <-over:
			// Some middleboxes cut the connection instead of dropping the hello. A
			// server that accepts no connections looks the same, so a short hello is
			// tried for that only once. A dial that was given up does not count.
			if ctx.Err() != nil || !h.unanswered() || !n.firstCut() {
				return nil, errNotNeeded
			}
		case <-ctx.Done():
			return nil, errNotNeeded
		}
		r, err := short(ctx)
		if (err == nil || unverified(err)) && h.unanswered() {
			n.learnShort()
		}
		return r, err
	})
	if errs != nil {
		return nil, furthest(errs)
	}
	return r, nil
}

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

// helloWithin is how long a TLS hello may be without any answer until a short one is
// tried as well.
const helloWithin = time.Second

// shortKeys are the key exchanges of a short hello. Those that resist quantum computers,
// which Go offers besides, make it longer than one packet, and some middleboxes lose it
// then.
var shortKeys = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}

// hello watches the long hellos of one attempt: to wolkvox, and before that to a proxy
// that speaks TLS itself.
type hello struct {
	silent chan struct{} // closed when one got no answer
	once   sync.Once
	ear    atomic.Pointer[listening] // of the one that is out
}

// listening is a connection that knows whether the other side has said anything.
type listening struct {
	net.Conn
	heard atomic.Bool
}

func (l *listening) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 0 {
		l.heard.Store(true)
	}
	return n, err
}

// NetConn returns the connection below, as that of [tls.Conn] does.
func (l *listening) NetConn() net.Conn { return l.Conn }

// handshake is a TLS handshake by a long hello, or by a short one where h is nil.
func (h *hello) handshake(ctx context.Context, conn net.Conn, config *tls.Config) (*tls.Conn, error) {
	if h == nil {
		config.CurvePreferences = shortKeys
		secure := tls.Client(conn, config)
		return secure, secure.HandshakeContext(ctx)
	}
	ear := &listening{Conn: conn}
	h.ear.Store(ear)
	secure := tls.Client(ear, config)
	timer := time.AfterFunc(helloWithin, func() {
		if h.unanswered() {
			h.once.Do(func() { close(h.silent) })
		}
	})
	defer timer.Stop()
	return secure, secure.HandshakeContext(ctx)
}

// unanswered reports whether the hello that is out has no answer.
func (h *hello) unanswered() bool {
	ear := h.ear.Load()
	return ear != nil && !ear.heard.Load()
}

// greet makes a connection by one way. Where a long hello gets no answer, a second
// connection with a short one is tried beside it.
func (c *Client) greet(ctx context.Context, n *network, roots *x509.CertPool, proxy *url.URL) (*reached, error) {
	short := func(ctx context.Context) (*reached, error) { return c.attempt(ctx, n, roots, proxy, nil) }
	if n.onlyShort() {
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
			// Some cut the connection instead of losing the hello. So does a server that
			// takes no more connections, and that one is not asked twice each time. A dial
			// that was given up says nothing of the kind.
			if ctx.Err() != nil || !h.unanswered() || !n.tryCut() {
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

package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
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
	if errs == nil {
		return r, nil
	}
	err := furthest(errs)
	// A loser of a race is cancelled, which says nothing of its hello.
	if !h.unanswered() || errors.Is(ctx.Err(), context.Canceled) {
		return nil, err
	}
	n.countLost()
	if c.unanswered(errs[0]) && c.unanswered(errs[1]) {
		step := errs[0].(*stepError)
		return nil, &stepError{reason: step.reason, err: fmt.Errorf("no TLS hello was answered, neither a long nor a short one: %w", step.err), trail: step.trail}
	}
	return nil, err
}

// unanswered reports whether a dial came to TLS and got nothing back there.
func (c *Client) unanswered(err error) bool {
	step, ok := err.(*stepError)
	if !ok || step.reason != TLS {
		return false
	}
	cause := causeOf(TLS, err, c.now())
	return cause == CauseTimeout || cause == CauseClosed
}

// ProbeShort connects with short hellos only. If that succeeds, c.Learned keeps to them
// until the network changes. It sends no request. It is for the background, when
// [Learned.ProbeDue]: in a press the short hello may come too late.
func ProbeShort(ctx context.Context, c *Client) error {
	if err := c.validServer(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	ways, err := c.findProxies(ctx)
	n := c.Learned.network(c.now())
	for _, way := range ways {
		var r *reached
		if r, err = c.attempt(ctx, n, c.rootsInUse(), way, nil); err == nil {
			n.learnShort()
			return r.Close()
		}
	}
	return c.fail("no connection by a short hello", err)
}

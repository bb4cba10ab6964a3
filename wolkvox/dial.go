package wolkvox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

const (
	// userAgent names the program to wolkvox and to a proxy.
	userAgent = "wolkvox-hold"
	// maxHead bounds the head of an answer, in bytes.
	maxHead = 16 << 10
	// maxWays bounds how many entries of a list of proxies are tried.
	maxWays = 8
)

// proxyDelay is how long to wait, at most, before the next proxy of a list is tried in
// parallel.
const proxyDelay = time.Second

// stepError says at which step a connection failed, and which steps came before.
type stepError struct {
	reason Reason
	err    error
	trail  []passed
}

func (e *stepError) Error() string { return string(e.reason) + ": " + e.err.Error() }
func (e *stepError) Unwrap() error { return e.err }

// passed is a step that succeeded.
type passed struct {
	step    Reason
	detail  string
	cause   Cause  // the problem that was worked around, if any
	instead string // the part that did not work
}

// reached is a connection that is ready for its one request.
type reached struct {
	*tls.Conn
	raw   net.Conn
	trail []passed
	short bool // by a short hello
	way   int  // which entry of the list of proxies
}

// Close aborts a connection that is not needed: no request was sent on it.
func (r *reached) Close() error {
	abort(r.raw)
	return nil
}

// abort closes a connection without a TLS close_notify, and with a reset if it is TCP.
func abort(raw net.Conn) {
	_ = linger(raw, 0) // on an error it is closed anyway
	_ = raw.Close()
}

// dial makes a connection that is ready for its one request: a tunnel through
// the proxy if there is one, and the TLS handshake with wolkvox. It ends when
// ctx does. Its errors are stepErrors.
func (c *Client) dial(ctx context.Context) (*tls.Conn, error) {
	r, err := c.reach(ctx)
	if err != nil {
		return nil, err
	}
	return r.Conn, nil
}

// reach is dial, with details. All its attempts, in order or in parallel, come before
// the first byte of a request, and it returns only one connection.
func (c *Client) reach(ctx context.Context) (*reached, error) {
	ways, err := c.findProxies(ctx)
	if err != nil {
		return nil, &stepError{reason: Proxy, err: err}
	}
	n := c.Learned.network(c.now())
	roots := c.rootsInUse()
	r, err := c.tryWays(ctx, n, roots, ways)
	if !unverified(err) {
		return r, err
	}
	fresh := c.readRootsAgain(ctx, roots)
	if fresh == nil {
		return nil, err
	}
	if r, err = c.tryWays(ctx, n, fresh, ways); err == nil {
		c.Learned.keepRoots(fresh)
	}
	return r, err
}

// tryWays tries the entries of a list of proxies in order, but starts with the one that
// worked last. An entry that hangs does not delay the next one.
func (c *Client) tryWays(ctx context.Context, n *network, roots *x509.CertPool, ways []*url.URL) (*reached, error) {
	if len(ways) == 1 {
		return c.greet(ctx, n, roots, ways[0])
	}
	turn := proxyDelay
	if end, ok := ctx.Deadline(); ok {
		turn = min(turn, time.Until(end)/time.Duration(len(ways)))
	}
	worked := n.workingWay()
	var tries []func(context.Context) (*reached, error)
	for i, way := range ways {
		try := func(ctx context.Context) (*reached, error) {
			r, err := c.greet(ctx, n, roots, way)
			if err == nil {
				r.way = i
			}
			return r, err
		}
		if wayName(way) == worked {
			tries = slices.Insert(tries, 0, try)
		} else {
			tries = append(tries, try)
		}
	}
	r, errs := race(ctx, turn, tries...)
	if errs != nil {
		return nil, furthest(errs)
	}
	n.learnWay(wayName(ways[r.way]))
	if last := &r.trail[len(r.trail)-1]; r.way > 0 {
		last.cause, last.instead = CauseNextProxy, wayName(ways[0])
	}
	return r, nil
}

// wayName names an entry of a list of proxies, without a password.
func wayName(proxy *url.URL) string {
	if proxy == nil {
		return "direct"
	}
	return proxy.Scheme + "://" + proxyAddr(proxy)
}

// furthest returns the error of the try that came closest to wolkvox, because it says
// most about what to fix.
func furthest(errs []error) error {
	rank := func(err error) int {
		var step *stepError
		switch {
		case unverified(err):
			return 3
		case errors.As(err, &step) && step.reason == TLS:
			return 2
		case proxyStatus(err) != 0, errors.As(err, new(*refusedSOCKS)):
			return 1
		}
		return 0
	}
	best := errs[0]
	for _, err := range errs[1:] {
		if rank(err) > rank(best) {
			best = err
		}
	}
	return best
}

// attempt makes one connection by one way. A nil h means a short hello.
func (c *Client) attempt(ctx context.Context, n *network, roots *x509.CertPool, proxy *url.URL, h *hello) (*reached, error) {
	r, err := c.attemptWith(ctx, n, roots, proxy, "", h)
	if asked := (*errAsked)(nil); errors.As(err, &asked) {
		return c.attemptWith(ctx, n, roots, proxy, asked.scheme, h)
	}
	return r, err
}

// attemptWith is attempt on one connection. With a scheme, the proxy has asked for such a
// log-on before.
func (c *Client) attemptWith(ctx context.Context, n *network, roots *x509.CertPool, proxy *url.URL, scheme string, h *hello) (_ *reached, err error) {
	target := net.JoinHostPort(c.host(), "443")
	addr := target
	if proxy != nil {
		if err := usable(proxy); err != nil {
			return nil, &stepError{reason: Proxy, err: err}
		}
		addr = proxyAddr(proxy)
	}
	var trail []passed
	if proxy != nil && proxy.Scheme == socksLocalDNS {
		found, step, err := c.address(ctx, n)
		if err != nil {
			return nil, &stepError{reason: DNS, err: err}
		}
		target = net.JoinHostPort(found.String(), "443")
		trail = append(trail, *step)
	}
	raw, named, err := c.open(ctx, n, addr)
	if err != nil {
		return nil, &stepError{reason: dialReason(proxy, err), err: proxyError(proxy, err), trail: trail}
	}
	defer func() {
		if err != nil {
			abort(raw)
		}
	}()
	if named != nil && (proxy == nil || named.cause != "") {
		trail = append(trail, *named)
	}
	conn := raw
	if proxy == nil {
		trail = append(trail, passed{step: Connect, detail: raw.RemoteAddr().String()})
	} else {
		if conn, err = c.tunnel(ctx, raw, proxy, target, scheme, roots, h); err != nil {
			return nil, &stepError{reason: Proxy, err: err, trail: trail}
		}
		trail = append(trail, passed{step: Proxy, detail: addr})
	}
	secure, err := h.handshake(ctx, conn, tlsConfig(c.host(), roots))
	if err != nil {
		if unverified(err) {
			// A remembered address may belong to another server now.
			if named != nil && named.cause == CauseRemembered {
				n.forget(addr)
			}
			if proxy != nil && len(trail) > 0 && trail[0].cause == CauseRemembered {
				n.forget(net.JoinHostPort(c.host(), "443"))
			}
		}
		return nil, &stepError{reason: TLS, err: err, trail: trail}
	}
	return &reached{Conn: secure, raw: raw, trail: trail, short: h == nil}, nil
}

// dialReason returns the reason for a connection that could not be opened. Any problem
// on the way to a proxy counts as the proxy's.
func dialReason(proxy *url.URL, err error) Reason {
	var dns *net.DNSError
	switch {
	case proxy != nil:
		return Proxy
	case errors.As(err, &dns):
		return DNS
	}
	return Connect
}

// findProxies returns the ways in the order to try; nil is a direct one. It stops
// waiting when ctx ends, because finding a proxy can mean running a PAC script.
func (c *Client) findProxies(ctx context.Context) ([]*url.URL, error) {
	direct := []*url.URL{nil}
	if c.Proxy == nil {
		return direct, nil
	}
	ways, err := until(ctx, func() ([]*url.URL, error) { return c.Proxy(&url.URL{Scheme: "https", Host: c.host(), Path: "/"}) })
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		// Its text may quote a proxy URL, and with that a password.
		return nil, fmt.Errorf("%w: it could not be read", errUnusable)
	case len(ways) == 0:
		return direct, nil
	}
	return ways[:min(len(ways), maxWays)], nil
}

// usable returns why a proxy cannot be used, or nil.
func usable(proxy *url.URL) error {
	switch {
	case proxy.Scheme != "http" && proxy.Scheme != "https" && !isSOCKS(proxy):
		return fmt.Errorf("%w: proxies of kind %q are not supported, use an http or socks5 proxy", errUnusable, clean(proxy.Scheme))
	case proxy.Hostname() == "":
		return fmt.Errorf("%w: it names no host", errUnusable)
	}
	return nil
}

// proxyAddr is where a proxy listens.
func proxyAddr(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	case isSOCKS(u):
		port = "1080"
	default:
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// tunnel asks a proxy for a connection to target, by CONNECT (RFC 9110, section 9.3.6) or by
// SOCKS. With a scheme, it has asked for such a log-on before.
func (c *Client) tunnel(ctx context.Context, raw net.Conn, proxy *url.URL, target, scheme string, roots *x509.CertPool, h *hello) (net.Conn, error) {
	conn := raw
	if proxy.Scheme == "https" {
		secure, err := h.handshake(ctx, raw, tlsConfig(proxy.Hostname(), roots))
		if err != nil {
			return nil, err
		}
		conn = secure
	}
	// A deadline in the past is what ends reads and writes that know no context. Nothing ends
	// a log-on that hangs, so it is left behind.
	stop := context.AfterFunc(ctx, func() { raw.SetDeadline(time.Unix(1, 0)) })
	_, err := until(ctx, func() (net.Conn, error) {
		if isSOCKS(proxy) {
			return conn, openSOCKS(conn, proxy.User, target)
		}
		return conn, c.openTunnel(conn, proxy, target, scheme)
	})
	if !stop() {
		return nil, ctx.Err()
	}
	return conn, err
}

// refusedTunnel says with which HTTP status a proxy refused.
type refusedTunnel struct {
	status   int
	loggedOn bool // it was given a token
}

func (e *refusedTunnel) Error() string {
	switch {
	case e.loggedOn:
		return "the proxy did not accept the log-on (status 407 to CONNECT)"
	case e.status == http.StatusProxyAuthRequired:
		return "the proxy asks for a password (status 407 to CONNECT)"
	}
	return fmt.Sprintf("the proxy answered CONNECT with status %d", e.status)
}

// proxyStatus returns the HTTP status with which a proxy refused, or 0.
func proxyStatus(err error) int {
	var refused *refusedTunnel
	if errors.As(err, &refused) {
		return refused.status
	}
	return 0
}

// tlsConfig asks for TLS 1.2, which is what wolkvox states, or newer, and
// offers HTTP/1.1 only: Go's HTTP/2 repeats a POST on its own on some resets.
func tlsConfig(host string, roots *x509.CertPool) *tls.Config {
	return &tls.Config{
		ServerName: host,
		RootCAs:    roots,
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
	}
}

package wolkvox

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"time"
)

// SendWithin is how long after its press a request may leave. After that it is never
// sent: a late packet would toggle hold when nobody expects it any more.
const SendWithin = 3 * time.Second

// defaultTimeout is how long a whole press may take when Client.Timeout is 0.
const defaultTimeout = 10 * time.Second

// Client has the parameters of a request. Server, AgentID and Token must be set, the
// rest has useful zero values. It keeps its state in Spare and Learned, so it may be
// copied, and its methods may be called from several goroutines as long as no field is
// written.
type Client struct {
	// Server is the operation's server, exactly 4 digits with leading zeros: "0042" for
	// wv0042.wolkvox.com. No other host can be set.
	Server string
	// AgentID is the agent's extension, 1 to 20 digits.
	AgentID string
	// Token authorises the request.
	Token Token
	// RootCAs verifies certificates; nil means the system's roots. Verification cannot be
	// switched off.
	RootCAs *x509.CertPool
	// ReadRoots reads the roots of RootCAs again. It is called when a certificate did not
	// verify, because IT may have added a root since. With nil, [SystemRoots] is used if
	// RootCAs is nil too; otherwise RootCAs stays.
	ReadRoots func() (*x509.CertPool, error)
	// Proxy returns the ways to a target, in the order to try: proxies, and nil for
	// none. An empty list means no proxy. It is asked once for each press, with a
	// target that has no query. http and https proxies are used by CONNECT, socks5 and
	// socks5h ones by SOCKS 5; for socks5 the name of wolkvox is looked up here, never by
	// DialContext, and for socks5h by the proxy. Credentials go to a proxy only when its
	// URL has them. A nil Proxy means no proxy.
	Proxy func(target *url.URL) ([]*url.URL, error)
	// LogOn begins a log-on at a proxy that asks for one by a scheme of [Schemes], or says
	// why there is none. It is called only for a proxy that has no credentials in its URL,
	// after the proxy has asked (407), and before any connection to wolkvox. Nil means
	// that none is made.
	LogOn func(proxy *url.URL, scheme string) (LogOn, error)
	// DialContext opens connections to the server or to the proxy, and looks up the
	// name. It must return when its context ends. Nil means the usual way. The
	// connection should have the SetLinger of a net.TCPConn: only with that can a
	// request that was given up be dropped by the system.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
	// Learned is what earlier dials found out about the network. With nil each dial
	// starts without that knowledge.
	Learned *Learned
	// Spare has the connection that a press uses instead of a dial. With nil it always
	// dials. Clients may share one only if they have the same Proxy, RootCAs and
	// DialContext: close it when those change.
	Spare *Spare
	// Timeout bounds a whole press, counted from Press.At. Zero or less means 10 s.
	Timeout time.Duration
	// Wall returns the wall clock's time, for tests that step it. Nil means time.Now.
	Wall func() time.Time
	// SinceBoot returns how long ago the machine started, by a clock that goes on while it
	// sleeps and is never set. With it a press in flight that was slept through is given up
	// when the machine wakes. Nil, or a result of 0, means that there is no such clock.
	SinceBoot func() time.Duration

	resolve  resolver // nil: systemResolver
	dialAddr dialFunc // to an address that was looked up; nil: a net.Dialer
}

// Press is one press, with functions that report its progress. The functions are
// optional. They run on other goroutines than the caller's, and none of them delays the
// outcome: Dialing and Sent are waited for at most a second, BeforeSend only until the
// press is too old to be sent. So a function that hangs may still run when the outcome
// is returned. None starts after that, and they run one at a time unless one hangs.
type Press struct {
	// At is when the person pressed. It may be in the past, if the press was read late,
	// and should then have the monotonic reading if possible. An At in the future
	// counts as now; the zero Time is older than any press can be.
	At time.Time
	// Dialing is called when a connection has to be dialled.
	Dialing func()
	// BeforeSend is called in each try, as the last step before the first byte of a
	// request. An error stops that byte: the outcome is [NotToggled] with reason
	// [MarkRefused]. If it has not returned when the press is [SendWithin] old, or when
	// the context ends, the press is given up: the outcome is [NotToggled], [Late] or
	// [Canceled], and nothing is sent whatever it returns later. It is not called again
	// then.
	BeforeSend func() error
	// Sent is called in each try, when the first byte of a request was handed to the
	// system.
	Sent func()
}

// Age returns how old a press at at is: the larger of its age by the wall clock and, if
// both times have one, by the monotonic clock. So the time while a machine slept counts
// (on some systems the monotonic clock stops then), and so does a wall clock that was
// set back. An at in the future counts as now, which is 0.
func Age(now, at time.Time) time.Duration {
	// Round(0) removes the monotonic reading, so the first difference is by the wall
	// clock, and the second by the monotonic clock if both times have it.
	return max(0, now.Round(0).Sub(at.Round(0)), now.Sub(at))
}

// stopwatch measures the age of one press, through all of its tries.
type stopwatch struct {
	at      time.Time
	wall    func() time.Time
	limit   time.Duration // the age at which it is given up
	started time.Time     // when we began to watch, on our monotonic clock
	before  time.Duration // the age it had then

	sinceBoot func() time.Duration
	booted    time.Duration // what it returned then
}

// watch starts a stopwatch for a press. From now on the age grows at least as fast as the
// monotonic clock, even for an At without a monotonic reading.
func (c *Client) watch(at time.Time) *stopwatch {
	w := &stopwatch{at: at, wall: c.now, limit: c.timeout(), started: time.Now(), sinceBoot: c.SinceBoot}
	if w.sinceBoot != nil {
		w.booted = w.sinceBoot()
	}
	w.before = Age(c.now(), at)
	if at != at.Round(0) { // at carries a monotonic reading
		w.before = max(w.before, w.started.Sub(at))
	}
	return w
}

// age is the larger of wall-clock and monotonic age.
func (w *stopwatch) age() time.Duration {
	return max(Age(w.wall(), w.at), w.before+time.Since(w.started))
}

// lookEvery is how often a press in flight looks whether the machine has slept.
const lookEvery = 500 * time.Millisecond

// untilLook is the time until the next look, which is when the press becomes too old to be sent,
// at the latest.
func (w *stopwatch) untilLook() time.Duration {
	if left := SendWithin - w.age(); left > 0 {
		return min(left, lookEvery)
	}
	return lookEvery
}

// overslept reports whether the time-out is over, counting the time while the machine slept.
// The wall clock would not do: the answer to a press counts also if that is set meanwhile.
func (w *stopwatch) overslept() bool {
	if w.booted == 0 {
		return false
	}
	return w.before+w.sinceBoot()-w.booted >= w.limit
}

// now is the time by the wall clock.
func (c *Client) now() time.Time {
	if c.Wall == nil {
		return time.Now()
	}
	return c.Wall()
}

// timeout is how long a whole press may take.
func (c *Client) timeout() time.Duration {
	if c.Timeout <= 0 {
		return defaultTimeout
	}
	return c.Timeout
}

// host is the only host a token goes to.
func (c *Client) host() string { return "wv" + c.Server + ".wolkvox.com" }

// query is the request's query. Both parts are digits or fixed, so nothing
// needs escaping.
func (c *Client) query() string { return "agent_id=" + c.AgentID + "&api=hold" }

// validServer checks that host returns a valid name.
func (c *Client) validServer() error {
	if c == nil || len(c.Server) != 4 || !digits(c.Server) {
		return errors.New("the server must be 4 digits, as in 0042")
	}
	return nil
}

// valid checks that a request can be made.
func (c *Client) valid() error {
	if err := c.validServer(); err != nil {
		return err
	}
	switch {
	case len(c.AgentID) < 1 || len(c.AgentID) > 20 || !digits(c.AgentID):
		return errors.New("the agent ID must be 1 to 20 digits")
	case c.Token.IsZero():
		return errors.New("no token is set")
	}
	return nil
}

// digits reports whether s has only the digits 0 to 9.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

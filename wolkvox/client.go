package wolkvox

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"time"
)

// SendWithin is how long after its press a request may leave. A press that
// could not be sent by then is never sent: a late packet would toggle hold when
// nobody expects it any more.
const SendWithin = 3 * time.Second

// defaultTimeout is how long a whole press may take when Client.Timeout is 0.
const defaultTimeout = 10 * time.Second

// Client holds what a request needs. Server, AgentID and Token must be set, the
// rest has useful zero values. It keeps its state in Spare and Learned: copies are as good as the
// original, and methods may be called from several goroutines as long as no
// field is written.
type Client struct {
	// Server is the operation's server, exactly 4 digits with leading zeros:
	// "0042" for wv0042.wolkvox.com. There is no way to name another host.
	Server string
	// AgentID is the agent's extension, 1 to 20 digits.
	AgentID string
	// Token authorises the request.
	Token Token
	// RootCAs verifies certificates; nil means the system's roots. Nothing
	// switches the verification off.
	RootCAs *x509.CertPool
	// ReadRoots reads again what RootCAs was made of. It is asked when a certificate
	// did not verify: IT may have added a root since. Nil means [SystemRoots] where
	// RootCAs is nil too, else that RootCAs stays.
	ReadRoots func() (*x509.CertPool, error)
	// Proxy returns the ways to a target, in the order to try: proxies, and nil for
	// none. An empty list means no proxy. It is asked once for each press, with a
	// target that has no query. Only http and https proxies are used, by CONNECT;
	// credentials go to a proxy only when its URL has them. A nil Proxy means no proxy.
	Proxy func(target *url.URL) ([]*url.URL, error)
	// DialContext opens connections, to the server or to the proxy, whose name it
	// looks up. It must return when its context ends. Nil means the usual way. What it
	// returns should have the SetLinger of a net.TCPConn: only so can the system be made
	// to forget a request that was given up.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
	// Learned is what earlier dials found out about the network. Nil means that each
	// dial finds out for itself.
	Learned *Learned
	// Spare is where a press looks for a connection before it dials one, and nil
	// means that it always dials. Only what has the same Proxy, RootCAs and
	// DialContext may share one: close it when they change.
	Spare *Spare
	// Timeout bounds a whole press, counted from Press.At. Zero or less means 10 s.
	Timeout time.Duration
	// Wall returns the wall clock's time, for tests that step it. Nil means time.Now.
	Wall func() time.Time

	resolve  resolver // nil: systemResolver
	dialAddr dialFunc // to an address that was looked up; nil: a net.Dialer
}

// Press is one press and what the caller wants to know while it is served. The
// functions are optional. They run on other goroutines than the caller's, and none
// of them holds up the outcome: Dialing and Sent are waited for a second at most,
// BeforeSend only until the press is too old to be sent. So whichever stands still
// may be running yet when the outcome is returned. None begins after that, and they
// run one at a time as long as none stands still.
type Press struct {
	// At is when the person pressed. It may lie in the past, when the press was
	// read late, and should then carry the monotonic reading if it has one. An At
	// in the future counts as now; the zero Time is older than any press can be.
	At time.Time
	// Dialing is called when a connection has to be dialled.
	Dialing func()
	// BeforeSend is called as the last thing before the first byte of a request,
	// in each try. An error stops that byte: the outcome is [NotToggled] with
	// reason [MarkRefused]. Where it has not returned when the press is [SendWithin]
	// old, or when the context ends, the press is given up: the outcome is
	// [NotToggled], [Late] or [Canceled], and what it returns later sends nothing. It
	// is not called a second time then.
	BeforeSend func() error
	// Sent is called when the first byte of a request was handed to the system,
	// in each try.
	Sent func()
}

// Age returns how old a press at at is: the larger of its age by the wall clock
// and, where both times carry one, by the monotonic clock. So the time a
// machine slept counts (the monotonic clock stands still then on some systems),
// and so does a wall clock that was set back. An at in the future counts as
// now, which is 0.
func Age(now, at time.Time) time.Duration {
	// Round(0) strips the monotonic reading, so the first is by the wall clocks
	// and the second by the monotonic ones if both have them.
	return max(0, now.Round(0).Sub(at.Round(0)), now.Sub(at))
}

// stopwatch tells the age of one press, through all of its tries.
type stopwatch struct {
	at      time.Time
	wall    func() time.Time
	started time.Time     // when we began to watch, on our monotonic clock
	before  time.Duration // the age it had then
}

// watch starts a stopwatch for a press. From here on the age can only grow as
// fast as the monotonic clock or faster, also for an At that has no monotonic
// reading of its own.
func (c *Client) watch(at time.Time) *stopwatch {
	w := &stopwatch{at: at, wall: c.now, started: time.Now()}
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

// validServer reports whether the server is one that host can be made of.
func (c *Client) validServer() error {
	if c == nil || len(c.Server) != 4 || !digits(c.Server) {
		return errors.New("the server must be 4 digits, as in 0042")
	}
	return nil
}

// valid reports whether a request can be made at all.
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

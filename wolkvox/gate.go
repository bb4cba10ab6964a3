package wolkvox

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

var (
	errLate    = errors.New("more than 3 s passed since the press")
	errShut    = errors.New("the request was given up before it left")
	errEarly   = errors.New("the server spoke before it was asked")
	errNoAbort = errors.New("the connection could not be set to be aborted")
)

// notifyTimeout is how long a press waits for the functions Dialing and Sent.
const notifyTimeout = time.Second

// gate wraps the connection of one request. It alone decides whether a byte of the
// request may have left: before that the outcome is certain, after it only the answer
// counts.
//
// Sending and giving up both claim it, and whichever comes first is final. There is no
// lock, so that whatever hangs (the disk under the mark, the connection) keeps nobody
// from giving up.
type gate struct {
	net.Conn          // the TLS connection
	raw      net.Conn // the connection of the system under it
	press    Press
	watch    *stopwatch
	routes   *routes // of a spare connection; a press has no time to close it
	aborts   bool    // a spare connection was set to be aborted when it was dialled

	claim        atomic.Pointer[error] // nil: open; else final: a nil error if a byte may have left, or why none will
	lost         atomic.Bool           // the connection broke, or the other side ended it
	sentReported atomic.Bool           // Sent was called, or must not be called any more
	aborted      atomic.Bool           // the connection was closed, or is being closed
}

// attach sets the connection, before it is used.
func (g *gate) attach(conn net.Conn) { g.Conn, g.raw = conn, underneath(conn) }

// underneath returns the system's connection below TLS, which may be TLS in TLS with an
// https proxy.
func underneath(conn net.Conn) net.Conn {
	for {
		above, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return conn
		}
		conn = above.NetConn()
	}
}

// marking is the claim while BeforeSend runs, which may hang. It is not final.
var marking = func() *error { err := errors.New("the mark is being made"); return &err }()

// decide claims the gate if nobody has: with a nil refusal for sending, else for giving
// up. It returns the final claim: nil if a byte may have left.
func (g *gate) decide(refusal error) error {
	if !g.claim.CompareAndSwap(nil, &refusal) {
		g.claim.CompareAndSwap(marking, &refusal)
	}
	return *g.claim.Load()
}

// Write lets the request out, or refuses it for good.
func (g *gate) Write(b []byte) (int, error) {
	// BeforeSend must not start if the press has been given up.
	if g.claim.CompareAndSwap(nil, marking) {
		g.decide(g.ready())
	}
	if err := *g.claim.Load(); err != nil {
		return 0, err
	}
	n, err := g.Conn.Write(b)
	if err != nil {
		g.lost.Store(true)
	}
	if n > 0 && !g.sentReported.Swap(true) {
		notify(g.press.Sent)
	}
	return n, err
}

// ready returns nil when the request may leave at once.
func (g *gate) ready() error {
	if g.late() {
		return errLate
	}
	// Set before the first byte, so that a killed process aborts the connection as
	// well. If it cannot be set, the request could arrive long after its outcome, so it
	// is not sent: nothing has left yet, and the next press dials again.
	if !g.aborts {
		if err := linger(g.raw, 0); err != nil {
			return errors.Join(errNoAbort, err)
		}
	}
	if g.press.BeforeSend == nil {
		return nil
	}
	if err := g.press.BeforeSend(); err != nil {
		return &failure{text: "the mark could not be made: " + clean(err.Error()), cause: err}
	}
	// Check again: a slow disk must not make a press late.
	if g.late() {
		return errLate
	}
	return nil
}

// late reports whether the press has become too old to be sent.
func (g *gate) late() bool { return g.watch.age() > SendWithin }

// Read passes on the answer. What arrives before the request has left cannot
// be an answer to it, so the connection is not used then.
func (g *gate) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if err != nil {
		g.lost.Store(true)
	}
	if n > 0 {
		if refusal := g.decide(errEarly); refusal != nil {
			return 0, refusal
		}
	}
	return n, err
}

// giveUp claims the gate unless a byte may have left. It returns nil if one may have
// left, else why none did and none will. After it no function of the press is called.
func (g *gate) giveUp() (refusal error) {
	g.sentReported.Store(true)
	return g.decide(errShut)
}

// leave closes the connection in the background, because that can take time. Only after
// a full answer it is closed normally. Otherwise it is aborted: the system drops what
// it has not delivered, and nothing is written, so no lock of TLS can block.
func (g *gate) leave(answered bool) {
	go func() {
		if !answered {
			g.abort()
			return
		}
		g.routes.close()
		linger(g.raw, -1)
		g.Conn.Close()
	}()
}

// abort ends the connection at once.
func (g *gate) abort() {
	if !g.aborted.Swap(true) {
		g.raw.Close()
		g.routes.close()
	}
}

// linger sets what the system does with undelivered data when the connection is closed
// or the process ends: with 0 it drops the data and resets the connection, with -1 it
// delivers it in the background for minutes. Only a connection of the system has this
// option.
func linger(conn net.Conn, seconds int) error {
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(seconds)
	}
	return nil
}

// notify calls tell and waits a while for it, so that calls stay in order.
func notify(tell func()) {
	if tell == nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		tell()
	}()
	timer := time.NewTimer(notifyTimeout)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

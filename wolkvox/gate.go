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

// stillWait is how long a press waits for what should take no time.
const stillWait = time.Second

// gate stands in front of the connection that one request goes out on. It alone
// decides whether a byte of the request may have left: before that everything is
// certain, after it nothing is but the answer.
//
// Sending and giving up claim it, and whichever comes first is final. There is no
// lock: what stands still (the disk under the mark, the connection) does not keep
// anybody from giving up.
type gate struct {
	net.Conn          // the TLS connection
	raw      net.Conn // the connection of the system under it
	press    Press
	watch    *stopwatch
	routes   *routes // of a spare connection; a press has no time to close it
	aborts   bool    // a spare connection was set to be aborted when it was dialled

	claim atomic.Pointer[error] // nil: open; final: nil where a byte may have left, else why none will
	lost  atomic.Bool           // the connection broke, or the other side ended it
	told  atomic.Bool           // Sent was called, or must not be called any more
}

// stand puts the gate in front of a connection, before anything else is done with it.
func (g *gate) stand(conn net.Conn) { g.Conn, g.raw = conn, underneath(conn) }

// underneath is the connection that the system knows. TLS lies above it, and with
// an https proxy TLS in TLS.
func underneath(conn net.Conn) net.Conn {
	for {
		above, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return conn
		}
		conn = above.NetConn()
	}
}

// marking is the claim that is not final: BeforeSend runs, and may stand still.
var marking = func() *error { err := errors.New("the mark is being made"); return &err }()

// decide claims the gate if nobody has, for sending with a nil refusal, else for
// giving up. It returns what holds: nil when a byte may have left.
func (g *gate) decide(refusal error) error {
	if !g.claim.CompareAndSwap(nil, &refusal) {
		g.claim.CompareAndSwap(marking, &refusal)
	}
	return *g.claim.Load()
}

// Write lets the request out, or refuses it for good.
func (g *gate) Write(b []byte) (int, error) {
	// BeforeSend does not even begin where somebody has given up.
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
	if n > 0 && !g.told.Swap(true) {
		notify(g.press.Sent)
	}
	return n, err
}

// ready returns nil when the request may leave at once.
func (g *gate) ready() error {
	if g.late() {
		return errLate
	}
	// Before the first byte, so that a process that is killed aborts as well. What
	// cannot be aborted might arrive when its outcome was told long ago, so it is
	// not sent: nothing has left yet, and the next press dials again.
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
	// The mark may have taken its time: a slow disk must not make a press late.
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

// settle gives up whatever has not left and says how it stands: nil when a byte
// may have left, else why none did and none will. After it no function of the
// press is called any more.
func (g *gate) settle() (refusal error) {
	g.told.Store(true)
	return g.decide(errShut)
}

// leave ends the connection, which can take its time: the outcome does not wait.
// Only after a full answer does it say good-bye. Everything else aborts: the
// system forgets what it has not delivered yet, and nothing more is written, so
// no lock of TLS is waited for.
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
	g.raw.Close()
	g.routes.close()
}

// linger sets what the system does with what it has not delivered when the
// connection is closed, or its process ends: with 0 it is forgotten and the other
// side gets a reset, with -1 it is delivered in the background for minutes. What is
// no connection of the system has nothing to set.
func linger(conn net.Conn, seconds int) error {
	if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(seconds)
	}
	return nil
}

// notify calls a function that is told something, and waits a while for it, so
// that what is told stays in order.
func notify(tell func()) {
	if tell == nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		tell()
	}()
	timer := time.NewTimer(stillWait)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

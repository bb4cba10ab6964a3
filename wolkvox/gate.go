package wolkvox

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
)

var (
	errLate  = errors.New("more than 3 s passed since the press")
	errShut  = errors.New("the request was given up before it left")
	errEarly = errors.New("the server spoke before it was asked")
)

// gate stands in front of a connection that is ready for its one request. It
// alone decides whether a byte of the request may have left: before the first
// write everything is certain, after it nothing is but the answer.
type gate struct {
	net.Conn // the TLS connection
	press    Press
	watch    *stopwatch

	heard atomic.Bool // the other side has spoken; not under the lock, which pass may hold for a while

	mu      sync.Mutex
	passed  bool  // a byte may have left
	told    bool  // Sent was called
	refusal error // why no byte will leave; final, and never set once passed
	ended   error // what the other side's end of the connection looked like
}

// Write lets the request out, or refuses it for good.
func (g *gate) Write(b []byte) (int, error) {
	if err := g.pass(); err != nil {
		return 0, err
	}
	n, err := g.Conn.Write(b)
	if n > 0 {
		g.tell()
	}
	return n, err
}

// pass opens the gate if it may be opened. BeforeSend runs under the lock, so
// that settle waits for it: the mark it makes is never made after the outcome.
func (g *gate) pass() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.passed {
		return nil
	}
	g.judgeAge()
	if g.refusal == nil && g.press.BeforeSend != nil {
		if err := g.press.BeforeSend(); err != nil {
			g.refusal = &failure{text: "the mark could not be made: " + clean(err.Error()), cause: err}
		}
		// The mark may have taken its time: a slow disk must not make a press late.
		g.judgeAge()
	}
	if g.refusal == nil && g.heard.Load() {
		g.refusal = errEarly
	}
	g.passed = g.refusal == nil
	return g.refusal
}

// judgeAge refuses a press that has become too old.
func (g *gate) judgeAge() {
	if g.refusal == nil && g.watch.age() > SendWithin {
		g.refusal = errLate
	}
}

// tell calls Sent once.
func (g *gate) tell() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.told {
		return
	}
	g.told = true
	if g.press.Sent != nil {
		g.press.Sent()
	}
}

// Read passes on the answer. What arrives before the request has left cannot
// be an answer to it, so the connection is not used then.
func (g *gate) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if n > 0 {
		g.heard.Store(true)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if n > 0 && !g.passed {
		if g.refusal == nil {
			g.refusal = errEarly
		}
		return 0, g.refusal
	}
	if err != nil && g.ended == nil {
		g.ended = err
	}
	return n, err
}

// shut lets nothing pass any more.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.passed && g.refusal == nil {
		g.refusal = errShut
	}
}

// settle shuts the gate for whoever still holds it and says how it stands: nil
// when a byte may have left, else why none did and none will. After it no
// function of the press is called any more.
func (g *gate) settle() (refusal error) {
	g.shut()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.told = true
	return g.refusal
}

// end returns the error the connection ended with from the other side, nil
// while it is open.
func (g *gate) end() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ended
}

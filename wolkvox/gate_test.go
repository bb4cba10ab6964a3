package wolkvox

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipeGate makes a gate before one end of a pipe, and returns the other end.
func pipeGate(t *testing.T, p Press) (*gate, net.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	if p.At.IsZero() {
		p.At = time.Now()
	}
	g := &gate{press: p, watch: new(Client).watch(p.At)}
	g.attach(ours)
	return g, theirs
}

func TestGateSettledLetsNothingOut(t *testing.T) {
	called := false
	g, theirs := pipeGate(t, Press{BeforeSend: func() error { called = true; return nil }})
	go io.Copy(io.Discard, theirs)
	if err := g.giveUp(); err != errShut {
		t.Fatalf("got %v, want %v", err, errShut)
	}
	if _, err := g.Write([]byte("x")); err != errShut {
		t.Errorf("the write gave %v, want %v", err, errShut)
	}
	if called {
		t.Error("BeforeSend was called after the outcome")
	}
}

func TestGateRefusesAfterEarlyData(t *testing.T) {
	g, theirs := pipeGate(t, Press{})
	go func() {
		io.WriteString(theirs, "HTTP/1.1 200 OK\r\n\r\n")
		io.Copy(io.Discard, theirs)
	}()
	if n, err := g.Read(make([]byte, 100)); n != 0 || err != errEarly {
		t.Errorf("the read gave %d, %v, want 0, %v", n, err, errEarly)
	}
	if _, err := g.Write([]byte("x")); err != errEarly {
		t.Errorf("the write gave %v, want %v", err, errEarly)
	}
}

// TestGateRefusesAfterEarlyDataDuringTheMark: what arrives while the mark is
// being made is no answer either.
func TestGateRefusesAfterEarlyDataDuringTheMark(t *testing.T) {
	g, theirs := pipeGate(t, Press{})
	g.press.BeforeSend = func() error {
		go io.WriteString(theirs, "HTTP/1.1 200 OK\r\n\r\n")
		if n, err := g.Read(make([]byte, 100)); n != 0 || err != errEarly {
			t.Errorf("the read gave %d, %v, want 0, %v", n, err, errEarly)
		}
		return nil
	}
	go io.Copy(io.Discard, theirs)
	if _, err := g.Write([]byte("x")); err != errEarly {
		t.Errorf("the write gave %v, want %v", err, errEarly)
	}
}

func TestGateOldPress(t *testing.T) {
	called := false
	p := Press{At: time.Now().Add(-SendWithin - time.Second), BeforeSend: func() error { called = true; return nil }}
	g, _ := pipeGate(t, p)
	if _, err := g.Write([]byte("x")); err != errLate || called {
		t.Errorf("got %v, BeforeSend called %v, want %v, false", err, called, errLate)
	}
}

func TestGateTellsOnce(t *testing.T) {
	before, sent := 0, 0
	g, theirs := pipeGate(t, Press{
		BeforeSend: func() error { before++; return nil },
		Sent:       func() { sent++ },
	})
	go io.Copy(io.Discard, theirs)
	for range 3 {
		if _, err := g.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.giveUp(); err != nil || before != 1 || sent != 1 {
		t.Errorf("got %v, %d BeforeSend, %d Sent, want nil, 1, 1", err, before, sent)
	}
}

// TestGateTellsNothingOnceItIsGivenUp: the write may end after the outcome was told.
func TestGateTellsNothingOnceItIsGivenUp(t *testing.T) {
	sent := 0
	g, theirs := pipeGate(t, Press{Sent: func() { sent++ }})
	go io.Copy(io.Discard, theirs)
	g.decide(nil)
	g.giveUp()
	if _, err := g.Write([]byte("x")); err != nil || sent > 0 {
		t.Errorf("got %v, and Sent %d times, want none", err, sent)
	}
}

// TestGateAfterThreeSeconds: 3 s is not late yet.
func TestGateAfterThreeSeconds(t *testing.T) {
	for old, want := range map[time.Duration]error{SendWithin: nil, SendWithin + 1: errLate} {
		synctest.Test(t, func(t *testing.T) {
			g, theirs := pipeGate(t, Press{At: time.Now().Add(-old)})
			go io.Copy(io.Discard, theirs)
			if _, err := g.Write([]byte("x")); err != want {
				t.Errorf("after %v: got %v, want %v", old, err, want)
			}
			theirs.Close()
		})
	}
}

// TestGateOfABrokenConnection: a write that fails tells of no byte, and an end that comes
// before the request is nothing that the server said.
func TestGateOfABrokenConnection(t *testing.T) {
	sent := 0
	g := &gate{press: Press{Sent: func() { sent++ }}, watch: new(Client).watch(time.Now())}
	g.attach(&deadEnd{ended: make(chan struct{})})
	if _, err := g.Write([]byte("x")); err != io.ErrClosedPipe || !g.lost.Load() || sent > 0 {
		t.Errorf("got %v, lost %v, and Sent %d times", err, g.lost.Load(), sent)
	}
	g = &gate{watch: new(Client).watch(time.Now())}
	g.attach(&early{read: make(chan struct{})})
	if _, err := g.Read(make([]byte, 1)); err != io.EOF || !g.lost.Load() {
		t.Errorf("got %v, lost %v", err, g.lost.Load())
	}
	if err := g.giveUp(); err != errShut {
		t.Errorf("the gate says %v, want %v", err, errShut)
	}
}

// deadEnd is a connection on which nothing arrives and nothing can be written.
type deadEnd struct {
	net.Conn
	writes atomic.Int32
	once   sync.Once
	ended  chan struct{}
}

func (d *deadEnd) Write([]byte) (int, error) {
	d.writes.Add(1)
	return 0, io.ErrClosedPipe
}

func (d *deadEnd) Read([]byte) (int, error) {
	<-d.ended
	return 0, net.ErrClosed
}

func (d *deadEnd) Close() error { d.once.Do(func() { close(d.ended) }); return nil }

// TestSendOnceWritesOnce: a write that fails is not tried again, and the answer
// is not waited for.
func TestSendOnceWritesOnce(t *testing.T) {
	d := &deadEnd{ended: make(chan struct{})}
	g := &gate{watch: new(Client).watch(time.Now())}
	a, err := sendOnce(context.Background(), g, []byte("POST"), func() (net.Conn, error) { return d, nil })
	if a != nil || err == nil || d.writes.Load() != 1 {
		t.Errorf("got %v, %v after %d writes, want an error after 1", a, err, d.writes.Load())
	}
	if err := g.giveUp(); err != nil {
		t.Errorf("the gate says %v, want nil: a byte may have left", err)
	}
}

// TestAConnectionThatComesTooLateIsClosed, and nothing is written to it: the press was
// called off while it was made.
func TestAConnectionThatComesTooLateIsClosed(t *testing.T) {
	for _, late := range []time.Duration{dialResultWait / 2, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			d := &deadEnd{ended: make(chan struct{})}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			g := &gate{watch: new(Client).watch(time.Now())}
			if _, err := sendOnce(ctx, g, []byte("POST"), func() (net.Conn, error) { time.Sleep(late); return d, nil }); err == nil {
				t.Errorf("%v late: got an answer", late)
			}
			time.Sleep(late)
			synctest.Wait()
			select {
			case <-d.ended:
			default:
				t.Errorf("%v late: it stays open", late)
				d.Close()
			}
			if n := d.writes.Load(); n > 0 {
				t.Errorf("%v late: %d writes", late, n)
			}
		})
	}
}

// halfWritten is a connection that breaks while the request is written.
type halfWritten struct {
	deadEnd
	writing chan struct{}
	over    atomic.Bool
}

func (h *halfWritten) Write([]byte) (int, error) {
	close(h.writing)
	<-h.ended
	time.Sleep(writeEndWait / 2)
	h.over.Store(true)
	return 0, net.ErrClosed
}

func (h *halfWritten) Read([]byte) (int, error) {
	<-h.writing
	return 0, io.EOF
}

// TestNoWriteOutlivesItsOutcome: a request whose connection breaks is ended before its
// outcome is told.
func TestNoWriteOutlivesItsOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &halfWritten{writing: make(chan struct{})}
		h.ended = make(chan struct{})
		g := &gate{watch: new(Client).watch(time.Now())}
		if _, err := sendOnce(t.Context(), g, []byte("POST"), func() (net.Conn, error) { return h, nil }); err == nil || !h.over.Load() {
			t.Errorf("got %v, and the write is over: %v", err, h.over.Load())
		}
		h.Close()
	})
}

// early is a connection that has an answer before anything was asked, and fails
// when that was read.
type early struct {
	net.Conn
	answer strings.Reader
	read   chan struct{}
	once   sync.Once
}

func (e *early) Read(b []byte) (int, error) {
	n, err := e.answer.Read(b)
	e.once.Do(func() { close(e.read) })
	return n, err
}

func (e *early) Write([]byte) (int, error) {
	<-e.read
	return 0, io.ErrClosedPipe
}

func (e *early) Close() error { return nil }

// TestAnAnswerToWhatNeverLeftIsNone: it came between the gate and the write.
func TestAnAnswerToWhatNeverLeftIsNone(t *testing.T) {
	e := &early{read: make(chan struct{})}
	e.answer.Reset("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"code\":\"200\"}")
	g := &gate{watch: new(Client).watch(time.Now())}
	g.decide(nil)
	if _, err := sendOnce(context.Background(), g, []byte("POST"), func() (net.Conn, error) { return e, nil }); err != io.ErrClosedPipe {
		t.Errorf("got %v, want the error of the write", err)
	}
}

// TestWhatMayHaveLeftHadAConnection: a machine that stands still between two steps may
// learn that a press is over before it learns that there was a connection. The gate
// alone says whether a byte may have left.
func TestWhatMayHaveLeftHadAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token, err := ParseToken("secret")
		if err != nil {
			t.Fatal(err)
		}
		c := &Client{Server: "0042", AgentID: "12345", Token: token}
		g, _ := pipeGate(t, Press{})
		g.decide(nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		over := make(chan struct{})
		defer close(over)
		o := c.ask(ctx, ctx, g, func() (net.Conn, error) { <-over; return nil, io.EOF })
		if o.Result != Unknown || o.Reason != CanceledInFlight {
			t.Errorf("got %s, %s, want %s, %s", o.Result, o.Reason, Unknown, CanceledInFlight)
		}
	})
}

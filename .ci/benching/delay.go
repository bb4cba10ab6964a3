package main

import (
	"io"
	"net"
	"sync"
	"syscall"
	"time"
)

// farListener makes this machine look far away: what it accepts has the delay
// that farAway says at that moment.
type farListener struct {
	net.Listener
	farAway func() time.Duration // one way
}

func (l farListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newFarConn(conn, l.farAway()), nil
}

// farConn is the server's end of a connection whose every byte, and whose end,
// is under way for a while in both directions.
//
// The kernel answers the connect at once, where a network takes one round trip.
// So the client's first bytes come one round trip early, and are held back for
// as long: the handshake arrives when it would, and from there on both sides are
// where they would be. Only the moment when connect returns is not true.
type farConn struct {
	net.Conn
	oneWay   time.Duration
	earliest time.Time // the earliest time at which the client could have sent anything
	in, out  chan parcel
	rest     []byte // of the last parcel that was read
	closed   sync.Once
	gone     chan struct{}
}

// parcel is what was sent at once, and when it arrives. Without bytes it is the end.
type parcel struct {
	bytes []byte
	due   time.Time
}

func newFarConn(conn net.Conn, oneWay time.Duration) *farConn {
	c := &farConn{
		Conn: conn, oneWay: oneWay, earliest: time.Now().Add(2 * oneWay),
		in: make(chan parcel, 64), out: make(chan parcel, 64), gone: make(chan struct{}),
	}
	go c.receive()
	go c.deliver()
	return c
}

func (c *farConn) receive() {
	defer close(c.in)
	for {
		buffer := make([]byte, 16<<10)
		n, err := c.Conn.Read(buffer)
		sent := time.Now()
		if sent.Before(c.earliest) {
			sent = c.earliest
		}
		select {
		case c.in <- parcel{buffer[:n], sent.Add(c.oneWay)}:
		case <-c.gone:
			return
		}
		if err != nil {
			return
		}
	}
}

func (c *farConn) deliver() {
	defer c.Conn.Close()
	for p := range c.out {
		sleepUntil(p.due)
		if p.bytes == nil {
			return
		}
		if _, err := c.Conn.Write(p.bytes); err != nil {
			return
		}
	}
}

func (c *farConn) Read(b []byte) (int, error) {
	if len(c.rest) == 0 {
		p := <-c.in
		sleepUntil(p.due)
		if len(p.bytes) == 0 {
			return 0, io.EOF
		}
		c.rest = p.bytes
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *farConn) Write(b []byte) (int, error) {
	select {
	case c.out <- parcel{append([]byte{}, b...), time.Now().Add(c.oneWay)}:
		return len(b), nil
	case <-c.gone:
		return 0, net.ErrClosed
	}
}

func (c *farConn) Close() error {
	c.closed.Do(func() {
		c.out <- parcel{nil, time.Now().Add(c.oneWay)}
		close(c.gone)
	})
	return nil
}

// SetWriteDeadline does nothing: crypto/tls sets one when it closes, and what is
// under way would be lost by it.
func (c *farConn) SetWriteDeadline(time.Time) error { return nil }

// sleepUntil sleeps by the kernel's own clock: Go's timers may be a millisecond
// late when nothing else runs.
func sleepUntil(due time.Time) {
	for left := time.Until(due); left > 0; left = time.Until(due) {
		rest := syscall.NsecToTimespec(int64(left))
		_ = syscall.Nanosleep(&rest, nil) // an early return is seen by the loop
	}
}

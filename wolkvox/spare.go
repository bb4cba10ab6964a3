package wolkvox

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// SpareFor limits how long a spare connection is kept: a little less than the minute
// after which common servers close an idle connection. A press that uses the connection
// at that instant would be unknown.
const SpareFor = 58 * time.Second

// maxClockDrift is how far the wall clock and the monotonic clock may drift apart while
// a spare waits. More means that the machine slept or its clock was set, and that the
// state of the connection is not known.
const maxClockDrift = 2 * time.Second

var errLost = errors.New("the server ended the spare connection")

// Spare holds at most one connection that is ready for a request: connected,
// through the proxy if there is one, with the TLS handshake done. A press of a
// [Client] whose Spare it is takes it, and needs one round trip then instead of
// three or four. It serves one request, like every other connection, and no
// request is ever made to keep it.
//
// A spare that is known to be dead when it is taken is replaced by a fresh dial,
// since no byte has left then. One that died unseen swallows the request: the
// outcome is [Unknown], and nothing is sent again.
//
// The zero Spare has no connection. Its methods may be called from several
// goroutines. It must not be copied.
type Spare struct {
	mu    sync.Mutex
	conn  *spareConn // nil: none
	dials bool       // one is being dialled
	epoch int        // counts calls of Close: a dial that began before one is not kept
}

// spareConn is a connection that waits.
type spareConn struct {
	conn   *tls.Conn
	routes *routes // from before the dial
	aborts bool    // its end is set to be an abort, see [gate.ready]
	server string
	life   time.Duration // how long it may wait
	made   time.Time
	wall   time.Time // the same by the client's wall clock
	expire *time.Timer
	over   chan struct{} // closed when nothing reads from it any more
	err    error         // what ended the reading
}

// Dial dials the spare connection for c, unless there is one or another call is
// dialling it. It needs no token and sends no request. It returns when the
// connection is ready or could not be had, at the latest when c.Timeout has
// passed or ctx has ended; the error is as safe as [Outcome].Err. The connection
// is closed when it has waited for life, or for [SpareFor] if that is shorter.
//
// Over, if not nil, is called once if the connection dialled here ends while it
// waits, closed by the other side or because of its age, with how long it has waited: at
// least its life in the second case. It runs on a goroutine of its own, and the
// next one can be dialled then. It is not called for what Close or a press ends.
func (s *Spare) Dial(ctx context.Context, c *Client, life time.Duration, over func(after time.Duration)) error {
	if err := c.validServer(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.dials || s.conn != nil {
		s.mu.Unlock()
		return nil
	}
	s.dials = true
	epoch := s.epoch
	s.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, c.timeout())
	routes := listenToRoutes()
	conn, err := c.dial(ctx)
	cancel()

	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials = false
	switch {
	case err != nil:
		routes.close()
		return c.fail("no spare connection", err)
	case s.epoch != epoch:
		routes.close()
		go conn.Close() // may block while it writes TLS' close_notify
		return nil
	}
	// Here and not in the press, which would take longer: see [gate.ready].
	aborts := linger(underneath(conn), 0) == nil
	r := &spareConn{conn: conn, routes: routes, aborts: aborts, server: c.Server, life: min(life, SpareFor), made: time.Now(), wall: c.now(), over: make(chan struct{})}
	r.expire = time.AfterFunc(r.life, func() { s.dropAndReport(r, over) })
	s.conn = r
	go s.watch(r, over)
	return nil
}

// Close closes the spare connection, if there is one. The Spare can be used
// again; a nil one has nothing to close.
func (s *Spare) Close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	s.epoch++
	r := s.conn
	s.mu.Unlock()
	if r != nil {
		s.drop(r)
	}
}

// watch reads from a connection that should stay silent, to notice its end at once.
func (s *Spare) watch(r *spareConn, over func(after time.Duration)) {
	n, err := r.conn.Read(make([]byte, 1))
	if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		err = errLost
	}
	r.err = err
	close(r.over)
	if err == errLost {
		s.dropAndReport(r, over)
	}
}

// dropAndReport drops a connection that must not wait any longer, and calls over.
func (s *Spare) dropAndReport(r *spareConn, over func(after time.Duration)) {
	if s.drop(r) && over != nil {
		over(time.Since(r.made))
	}
}

// drop closes a connection that still waits, and reports whether it did.
func (s *Spare) drop(r *spareConn) bool {
	if !s.release(r) {
		return false
	}
	r.expire.Stop()
	r.close()
	return true
}

// release removes the connection from the Spare, once.
func (s *Spare) release(r *spareConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != r {
		return false
	}
	s.conn = nil
	return true
}

// take returns the spare connection, or nil if there is none that c can use. It removes
// the connection from the Spare in any case.
func (s *Spare) take(c *Client) *spareConn {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	r := s.conn
	s.conn = nil
	s.mu.Unlock()
	if r == nil {
		return nil
	}
	r.expire.Stop()
	// A deadline in the past ends the read in watch; the connection stays usable.
	r.conn.SetReadDeadline(time.Unix(1, 0))
	good := r.good(c) // while watch ends
	<-r.over
	if r.err == errLost || !good || r.conn.SetReadDeadline(time.Time{}) != nil {
		go r.close() // may block while it writes TLS' close_notify, and the press must not wait
		return nil
	}
	return r
}

// close ends a connection that no request went out on.
func (r *spareConn) close() {
	r.routes.close()
	linger(underneath(r.conn), -1)
	r.conn.Close()
}

// good reports whether a connection without a known error can be expected to reach the
// server of c.
func (r *spareConn) good(c *Client) bool {
	return r.server == c.Server && time.Since(r.made) < r.life && !clockJumped(r.made, r.wall, c.now()) && (r.routes.quiet() || sameRoute(r.conn))
}

// clockJumped reports whether the wall clock has moved differently from the monotonic
// clock since made, when it showed wall.
func clockJumped(made, wall, now time.Time) bool {
	drift := now.Round(0).Sub(wall.Round(0)) - time.Since(made)
	return drift >= maxClockDrift || drift <= -maxClockDrift
}

// sameRoute reports whether the system would still send to the server from the local
// address of the connection. It would not if that address is gone or a VPN has come up
// since: then a request on the old connection may get no answer. Connecting a datagram
// socket shows the address without sending anything.
func sameRoute(conn net.Conn) bool {
	local, ok := conn.LocalAddr().(*net.TCPAddr)
	remote, too := conn.RemoteAddr().(*net.TCPAddr)
	if !ok || !too || remote.IP.To16() == nil {
		return true // not a connection of the system
	}
	from, err := source(remote)
	if err != nil {
		// Only a failed connect says that there is no route any more.
		call := new(os.SyscallError)
		return !errors.As(err, &call) || call.Syscall != "connect"
	}
	return from.Equal(local.IP)
}

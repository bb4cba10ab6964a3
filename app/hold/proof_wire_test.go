package hold

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// newWire makes the two ends of a connection. As with a real one, what was
// written lies in a buffer and is read later, also after the writer has closed
// its end or has died; a net.Pipe would make the writer wait for the reader.
func newWire() (a, b *wire) {
	there, back := newStream(), newStream()
	return &wire{in: back, out: there}, &wire{in: there, out: back}
}

// wire is one end of a connection. Its only deadline is one in the past, by which
// a client ends a read: writes never block.
type wire struct{ in, out *stream }

func (e *wire) Read(b []byte) (int, error)  { return e.in.read(b) }
func (e *wire) Write(b []byte) (int, error) { return e.out.write(b) }

func (e *wire) Close() error {
	e.out.close(io.EOF)
	e.in.close(net.ErrClosed)
	return nil
}

// reset closes this end, and what the other end has not read yet is lost.
func (e *wire) reset() {
	e.out.close(syscall.ECONNRESET)
	e.in.close(net.ErrClosed)
}

func (e *wire) SetReadDeadline(t time.Time) error {
	e.in.expire(!t.IsZero())
	return nil
}

func (e *wire) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (e *wire) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (e *wire) SetDeadline(t time.Time) error    { return e.SetReadDeadline(t) }
func (e *wire) SetWriteDeadline(time.Time) error { return nil }

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	more    sync.Cond
	data    []byte
	end     error // what is read behind the data; nil: more may come
	expired bool  // a read does not wait
	dead    bool  // what is written gets lost without an error
}

func newStream() *stream {
	s := new(stream)
	s.more.L = &s.mu
	return s
}

// read prefers what has come to the deadline: a reader may have been woken by
// the one when the other passes.
func (s *stream) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.data) == 0 && s.end == nil && !s.expired {
		s.more.Wait()
	}
	switch {
	case len(s.data) > 0:
	case s.end != nil:
		return 0, s.end
	default:
		return 0, os.ErrDeadlineExceeded
	}
	n := copy(b, s.data)
	s.data = s.data[n:]
	return n, nil
}

func (s *stream) write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end != nil {
		return 0, net.ErrClosed
	}
	if !s.dead {
		s.data = append(s.data, b...)
		s.more.Broadcast()
	}
	return len(b), nil
}

// close ends the stream. After io.EOF what was written before is still read.
func (s *stream) close(end error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == nil || s.end == io.EOF {
		s.end = end
	}
	if end != io.EOF {
		s.data = nil
	}
	s.more.Broadcast()
}

func (s *stream) expire(expired bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = expired
	s.more.Broadcast()
}

func (s *stream) die() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead = true
}

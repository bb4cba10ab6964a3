package hold

import (
	"io"
	"net"
	"sync"
	"time"
)

// newWire makes the two ends of a connection. As with a real one, what was
// written lies in a buffer and is read later, also after the writer has closed
// its end or has died; a net.Pipe would make the writer wait for the reader.
func newWire() (a, b *wire) {
	there, back := newStream(), newStream()
	return &wire{in: back, out: there}, &wire{in: there, out: back}
}

// wire is one end of a connection. It has no deadlines: writes never block, and
// the client ends its reads by closing.
type wire struct{ in, out *stream }

func (e *wire) Read(b []byte) (int, error)  { return e.in.read(b) }
func (e *wire) Write(b []byte) (int, error) { return e.out.write(b) }

func (e *wire) Close() error {
	e.out.close(false)
	e.in.close(true)
	return nil
}

func (e *wire) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (e *wire) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (e *wire) SetDeadline(time.Time) error      { return nil }
func (e *wire) SetReadDeadline(time.Time) error  { return nil }
func (e *wire) SetWriteDeadline(time.Time) error { return nil }

// stream is one direction of a connection.
type stream struct {
	mu     sync.Mutex
	more   sync.Cond
	data   []byte
	closed bool // nothing more will come
	gone   bool // nobody reads any more
}

func newStream() *stream {
	s := new(stream)
	s.more.L = &s.mu
	return s
}

func (s *stream) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.data) == 0 && !s.closed && !s.gone {
		s.more.Wait()
	}
	switch {
	case s.gone:
		return 0, net.ErrClosed
	case len(s.data) == 0:
		return 0, io.EOF
	}
	n := copy(b, s.data)
	s.data = s.data[n:]
	return n, nil
}

func (s *stream) write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.gone {
		return 0, net.ErrClosed
	}
	s.data = append(s.data, b...)
	s.more.Broadcast()
	return len(b), nil
}

// close ends the stream at its writer, or with gone at its reader.
func (s *stream) close(gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed = true; gone {
		s.gone, s.data = true, nil
	}
	s.more.Broadcast()
}

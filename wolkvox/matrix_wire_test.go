package wolkvox

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// window is how much a wire holds that the other side has not read yet.
const window = 64 << 10

// wire is one end of a connection in memory. It is used instead of net.Pipe
// since it behaves as TCP does: a write returns before it is read, a side can
// close while the other still writes, and a connection can be reset.
type wire struct {
	*link
	in, out         *stream // out of one end is in of the other
	readBy, writeBy time.Time
	limited         func(t time.Time) // if set, told of a read deadline before it holds
	wrote           func(n int)       // if set, told of each write behind it
	near            bool              // the client's end
	abort           bool              // SO_LINGER is 0: to close is to reset
}

// link is what both ends of a wire share.
type link struct {
	mu      sync.Mutex
	changed sync.Cond
	wasCut  bool  // reset: both directions are dead, and what was under way is lost
	local   error // what the system says instead of reading or writing
	breaks  bool  // the next write finds the connection reset
	window  int   // 0 makes writes block
	down    bool  // nothing gets through; what is written is sent again later, until it is aborted

	lingers error // what the system says to SO_LINGER

	stuck <-chan struct{} // if set, the near end's writes, closing and setting of deadlines wait for it
}

// stream is one direction of a wire.
type stream struct {
	waiting []byte
	first   []byte // the first 64 bytes that were written
	taken   int    // bytes that were read
	held    []byte // what was written while the link is down
	ended   bool   // the writer has closed
	reset   bool   // and by a reset
	deaf    bool   // the reader has closed
}

// newWire connects two ends.
func newWire() (near, far *wire) {
	l := &link{window: window}
	l.changed.L = &l.mu
	there, back := new(stream), new(stream)
	return &wire{link: l, in: back, out: there, near: true}, &wire{link: l, in: there, out: back}
}

func (w *wire) Read(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		switch {
		case w.in.deaf:
			return 0, net.ErrClosed
		case over(w.readBy):
			return 0, os.ErrDeadlineExceeded
		case w.local != nil:
			return 0, w.local
		case w.wasCut:
			return 0, syscall.ECONNRESET
		case len(w.in.waiting) > 0:
			n := copy(b, w.in.waiting)
			w.in.waiting = w.in.waiting[n:]
			w.in.taken += n
			w.changed.Broadcast()
			return n, nil
		case w.in.ended && w.in.reset:
			return 0, syscall.ECONNRESET
		case w.in.ended && !w.down:
			return 0, io.EOF
		}
		w.changed.Wait()
	}
}

func (w *wire) Write(b []byte) (n int, err error) {
	if w.wrote != nil {
		defer func() { w.wrote(len(b)) }()
	}
	w.stand()
	w.mu.Lock()
	defer w.mu.Unlock()
	for n < len(b) {
		room := min(w.window-len(w.out.waiting), len(b)-n)
		switch {
		case w.out.ended:
			return n, net.ErrClosed
		case over(w.writeBy):
			return n, os.ErrDeadlineExceeded
		case w.local != nil:
			return n, w.local
		case w.wasCut || w.breaks:
			w.wasCut = true
			w.changed.Broadcast()
			return n, syscall.ECONNRESET
		case w.out.deaf:
			// The system takes the bytes, and learns by a reset that nobody wanted them.
			w.wasCut = true
			w.changed.Broadcast()
			return len(b), nil
		case w.down:
			w.out.held = append(w.out.held, b...)
			return len(b), nil
		case room > 0:
			w.out.waiting = append(w.out.waiting, b[n:n+room]...)
			w.out.first = append(w.out.first, b[n:n+min(room, 64-min(64, len(w.out.first)))]...)
			n += room
			w.changed.Broadcast()
		default:
			w.changed.Wait()
		}
	}
	return n, nil
}

// Close ends both directions; the other side can still read what was written, and
// what the link holds. With SO_LINGER 0 the link forgets that, and the other side is
// told by a reset if it gets through.
func (w *wire) Close() error {
	w.stand()
	w.change(func() {
		if w.abort && w.down {
			w.out = new(stream) // the other side hears no more of it
		}
		w.out.reset = w.abort && !w.out.ended
		w.out.ended, w.in.deaf = true, true
	})
	return nil
}

// SetLinger sets SO_LINGER, of which only 0 matters here.
func (w *wire) SetLinger(seconds int) (err error) {
	w.change(func() { w.abort, err = seconds == 0, w.lingers })
	return err
}

// lift lets the link come up: the system sends again what was not delivered.
func (w *wire) lift() {
	w.change(func() {
		w.down = false
		for _, s := range []*stream{w.in, w.out} {
			s.waiting, s.held = append(s.waiting, s.held...), nil
		}
	})
}

// stand waits where the near end is stuck.
func (w *wire) stand() {
	w.mu.Lock()
	stuck := w.stuck
	w.mu.Unlock()
	if stuck != nil && w.near {
		<-stuck
	}
}

// reset ends the connection as an RST does.
func (w *wire) reset() { w.change(func() { w.wasCut = true }) }

// taken returns how many bytes this end has read.
func (w *wire) taken() (n int) {
	w.change(func() { n = w.in.taken })
	return n
}

func (w *wire) change(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	w.changed.Broadcast()
}

func (w *wire) LocalAddr() net.Addr  { return &net.TCPAddr{} }
func (w *wire) RemoteAddr() net.Addr { return &net.TCPAddr{} }

func (w *wire) SetDeadline(t time.Time) error      { return w.limit(t, &w.readBy, &w.writeBy) }
func (w *wire) SetWriteDeadline(t time.Time) error { return w.limit(t, &w.writeBy) }

func (w *wire) SetReadDeadline(t time.Time) error {
	if w.limited != nil {
		w.limited(t)
	}
	return w.limit(t, &w.readBy)
}

func (w *wire) limit(t time.Time, which ...*time.Time) error {
	w.stand()
	w.change(func() {
		for _, deadline := range which {
			*deadline = t
		}
	})
	if !t.IsZero() {
		time.AfterFunc(time.Until(t), func() { w.change(func() {}) })
	}
	return nil
}

// over reports whether a deadline has passed.
func over(deadline time.Time) bool { return !deadline.IsZero() && !time.Now().Before(deadline) }

package app

import (
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// farWire is one end of a connection in memory on which every byte, and the end,
// takes its time to the other side.
type farWire struct {
	*farLink
	in, out *farStream // out of one end is in of the other
	readBy  time.Time
	closed  bool
}

type farLink struct {
	mu      sync.Mutex
	changed sync.Cond
	delay   time.Duration
	bytes   *atomic.Int64 // written by both ends
}

// farStream is one direction: packets in their order. One without data is the end.
type farStream []farPacket

type farPacket struct {
	due  time.Time
	data []byte
}

func newFarWire(delay time.Duration, bytes *atomic.Int64) (near, far *farWire) {
	l := &farLink{delay: delay, bytes: bytes}
	l.changed.L = &l.mu
	there, back := new(farStream), new(farStream)
	return &farWire{farLink: l, in: back, out: there}, &farWire{farLink: l, in: there, out: back}
}

func (w *farWire) Read(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		now := time.Now()
		switch {
		case w.closed:
			return 0, net.ErrClosed
		case !w.readBy.IsZero() && !now.Before(w.readBy):
			return 0, os.ErrDeadlineExceeded
		case len(*w.in) > 0 && !(*w.in)[0].due.After(now):
			first := &(*w.in)[0]
			if first.data == nil {
				return 0, io.EOF
			}
			n := copy(b, first.data)
			if first.data = first.data[n:]; len(first.data) == 0 {
				*w.in = (*w.in)[1:]
			}
			return n, nil
		}
		w.changed.Wait()
	}
}

func (w *farWire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return 0, net.ErrClosed
	}
	w.bytes.Add(int64(len(b)))
	w.send(append([]byte{}, b...))
	return len(b), nil
}

func (w *farWire) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		w.send(nil)
		w.changed.Broadcast()
	}
	return nil
}

func (w *farWire) send(data []byte) {
	*w.out = append(*w.out, farPacket{time.Now().Add(w.delay), data})
	w.wakeIn(w.delay)
}

func (w *farWire) wakeIn(wait time.Duration) {
	time.AfterFunc(wait, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.changed.Broadcast()
	})
}

func (w *farWire) SetReadDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readBy = t
	w.changed.Broadcast()
	if left := time.Until(t); left > 0 {
		w.wakeIn(left)
	}
	return nil
}

// Writes never wait.
func (w *farWire) SetWriteDeadline(time.Time) error { return nil }
func (w *farWire) SetDeadline(t time.Time) error    { return w.SetReadDeadline(t) }
func (w *farWire) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (w *farWire) RemoteAddr() net.Addr             { return &net.TCPAddr{} }

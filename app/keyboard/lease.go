package keyboard

import (
	"context"
	"sync"

	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// Lease is the capture lease: while a field that records a chord has the focus, hotkey
// presses go to its window and toggle nothing. It ends with the window's connection, at the
// latest after [residentapi.LeaseLasts].
type Lease struct {
	mu     sync.Mutex
	holder *leaseHolder // nil: presses toggle
}

type leaseHolder struct {
	chords chan string
	over   context.Context
	end    context.CancelFunc
}

// Take gives the lease to the window behind connection until ctx ends. A newer
// window takes it from an older one.
func (l *Lease) Take(ctx context.Context) {
	h := &leaseHolder{chords: make(chan string, 1)}
	h.over, h.end = context.WithTimeout(ctx, residentapi.LeaseLasts)
	l.mu.Lock()
	old := l.holder
	l.holder = h
	l.mu.Unlock()
	if old != nil {
		old.end()
	}
	context.AfterFunc(h.over, func() {
		h.end()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.holder == h {
			l.holder = nil
		}
	})
}

// Wait returns the chord of the next press, empty when the lease is over.
func (l *Lease) Wait(ctx context.Context) string {
	l.mu.Lock()
	h := l.holder
	l.mu.Unlock()
	if h == nil {
		return ""
	}
	select {
	case chord := <-h.chords:
		return chord
	case <-h.over.Done():
	case <-ctx.Done():
	}
	return ""
}

// Deliver hands a press to the window that holds the lease; false if none does.
func (l *Lease) Deliver(chord string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == nil || l.holder.over.Err() != nil {
		return false
	}
	select {
	case l.holder.chords <- chord:
	default: // the window has not fetched the last chord yet
	}
	return true
}

// Held reports whether a window holds the lease.
func (l *Lease) Held() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.holder != nil && l.holder.over.Err() == nil
}

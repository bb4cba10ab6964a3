package hold

import (
	"context"
	"time"
)

// StopIfIdle ends Run if no press is in flight or waits to be read, and the press
// gap is over, and reports whether it did. From then on no press is taken: each has
// its Done at once, with [Quitting]. It is for a process that makes room for a newer
// one without being asked to, so it never cuts a press short. It may be called from
// any goroutine; before Run or after its end it waits until ctx ends, and returns
// false.
func (t *Toggler) StopIfIdle(ctx context.Context) bool {
	answer := make(chan bool, 1)
	select {
	case t.stopRequests() <- answer:
		return <-answer
	case <-ctx.Done():
		return false
	}
}

func (t *Toggler) stopRequests() chan chan<- bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stop == nil {
		t.stop = make(chan chan<- bool)
	}
	return t.stop
}

// stopIfIdle takes no press any more if nothing is under way.
func (l *loop) stopIfIdle() bool {
	return l.flight == nil && !time.Now().Before(l.gate.end) && l.t.closeIfEmpty()
}

// closeIfEmpty closes the queue unless a press waits in it.
func (t *Toggler) closeIfEmpty() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) > 0 {
		return false
	}
	t.closed = true
	return true
}

package hold

import (
	"context"
	"time"
)

// StopIfIdle ends Run, and returns true, if no press is in flight or waits to be read
// and the press gap is over. After that each press has its Done called at once, with
// [Quitting]. It is for a process that is replaced by a newer version on its own
// initiative, so it never cuts a press short. It may be called from any goroutine;
// before Run, or after it has ended, it waits until ctx ends and returns false.
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

// stopIfIdle closes the queue if nothing is in flight.
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

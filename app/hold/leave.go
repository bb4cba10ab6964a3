package hold

import (
	"context"
	"time"
)

// Leave ends Run if no press is in flight or waits to be read, and the press gap
// is over, and reports whether it did. From then on no press is taken: each has
// its Done at once, with [Quitting]. It is for a process that makes room for
// another without being asked to, so it never cuts a press short. It may be
// called from any goroutine; before Run or after its end it waits until ctx ends,
// and is false.
func (t *Toggler) Leave(ctx context.Context) bool {
	answer := make(chan bool, 1)
	select {
	case t.leaving() <- answer:
		return <-answer
	case <-ctx.Done():
		return false
	}
}

func (t *Toggler) leaving() chan chan<- bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.leave == nil {
		t.leave = make(chan chan<- bool)
	}
	return t.leave
}

// leave closes the queue if nothing stands against it.
func (l *loop) leave() bool {
	return l.flight == nil && !time.Now().Before(l.gate.end) && l.t.closeEmpty()
}

// closeEmpty closes the queue unless a press waits in it.
func (t *Toggler) closeEmpty() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) > 0 {
		return false
	}
	t.closed = true
	return true
}

package app

import (
	"context"
	"sync"
	"time"
)

// raiseWait is how long a window waits in one message to be asked for again.
const raiseWait = 25 * time.Second

// raised answers opRaised: whether somebody wants to see the window.
type raised struct {
	Raised bool `json:"raised"`
}

// raiser brings a wish for the settings window to the one that is open.
type raiser struct {
	mu      sync.Mutex
	windows map[chan struct{}]bool
}

// wait is called by a window; it returns true when the window is wanted, and false
// after raiseWait.
func (r *raiser) wait(ctx context.Context) bool {
	wanted := make(chan struct{}, 1)
	r.mu.Lock()
	if r.windows == nil {
		r.windows = map[chan struct{}]bool{}
	}
	r.windows[wanted] = true
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.windows, wanted)
	}()
	ctx, cancel := context.WithTimeout(ctx, raiseWait)
	defer cancel()
	select {
	case <-wanted:
		return true
	case <-ctx.Done():
		return false
	}
}

// raise asks every window that is open to show itself, and returns false if none is.
func (r *raiser) raise() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for wanted := range r.windows {
		select {
		case wanted <- struct{}{}:
		default: // it has heard it already
		}
	}
	return len(r.windows) > 0
}

package watch

import (
	"context"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

const (
	// quiet is how long nothing more must change before a change is told: tools
	// that roll policies out remove values and write them again.
	quiet = 300 * time.Millisecond
	// latest is how long after its change a burst is told, even if it goes on.
	latest = 3 * time.Second
)

// settle calls changed for every burst of events, after it. It returns when
// ctx ends.
func settle(ctx context.Context, events <-chan struct{}, changed func()) {
	for {
		select {
		case <-events:
		case <-ctx.Done():
			return
		}
		last := time.NewTimer(latest)
		for waiting := true; waiting; {
			silence := time.NewTimer(quiet)
			select {
			case <-events:
			case <-silence.C:
				waiting = false
			case <-last.C:
				waiting = false
			case <-ctx.Done():
				waiting = false
			}
			silence.Stop()
		}
		last.Stop()
		if ctx.Err() == nil {
			changed()
		}
	}
}

// settling runs settle in the background until end is called.
func settling(ctx context.Context, changed func()) (events chan struct{}, end func()) {
	events = make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { settle(ctx, events, changed) })
	return events, func() {
		cancel()
		running.Wait()
	}
}

// atOnce calls changed for the first of a burst of events, and once more after it where
// there were others. It returns when ctx ends.
func atOnce(ctx context.Context, events <-chan struct{}, changed func()) {
	rest, end := settling(ctx, changed)
	defer end()
	var last time.Time
	for {
		select {
		case <-events:
		case <-ctx.Done():
			return
		}
		if now := time.Now(); now.Sub(last) >= quiet {
			changed()
		} else {
			newest.Wake(rest)
		}
		last = time.Now()
	}
}

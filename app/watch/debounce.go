package watch

import (
	"context"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

const (
	// quietTime ends a burst: tools that roll out policies remove values and write them again.
	quietTime = 300 * time.Millisecond
	// maxDelay is how long after its first event a burst is reported, even if it goes on.
	maxDelay = 3 * time.Second
)

// debounce calls changed after every burst of events. It returns when ctx ends.
func debounce(ctx context.Context, events <-chan struct{}, changed func()) {
	for {
		select {
		case <-events:
		case <-ctx.Done():
			return
		}
		deadline := time.NewTimer(maxDelay)
		for waiting := true; waiting; {
			silence := time.NewTimer(quietTime)
			select {
			case <-events:
			case <-silence.C:
				waiting = false
			case <-deadline.C:
				waiting = false
			case <-ctx.Done():
				waiting = false
			}
			silence.Stop()
		}
		deadline.Stop()
		if ctx.Err() == nil {
			changed()
		}
	}
}

// startDebounce runs debounce in the background until end is called.
func startDebounce(ctx context.Context, changed func()) (events chan struct{}, end func()) {
	events = make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { debounce(ctx, events, changed) })
	return events, func() {
		cancel()
		running.Wait()
	}
}

// debounceLeading calls changed at the first event of a burst, and again after the burst if there were
// more. It returns when ctx ends.
func debounceLeading(ctx context.Context, events <-chan struct{}, changed func()) {
	rest, end := startDebounce(ctx, changed)
	defer end()
	var last time.Time
	for {
		select {
		case <-events:
		case <-ctx.Done():
			return
		}
		if now := time.Now(); now.Sub(last) >= quietTime {
			changed()
		} else {
			newest.Wake(rest)
		}
		last = time.Now()
	}
}

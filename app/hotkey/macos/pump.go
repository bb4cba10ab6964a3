package macos

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
)

// reorderTimeout is how long an up waits for its down.
const reorderTimeout = 50 * time.Millisecond

// pump reads the separate channels of downs and ups and emits them in order, with an upper
// bound of their age, until ctx ends or a channel is closed. Released is called while
// nothing comes and reports a release that the channels do not carry; it may be nil.
//
// After a quick tap both channels are ready, and select picks one at random. An up before
// its down would leave the key held forever, and the next press would count as a repeat. So
// an up without a down waits for it.
func pump[E any](ctx context.Context, downs, ups <-chan E, released func() bool, emit func(down bool, age time.Duration)) {
	idle := time.NewTicker(eventage.PollInterval)
	defer idle.Stop()
	var l eventage.Polled
	l.Quiet(time.Now())
	report := func(down bool) { emit(down, l.Found(time.Now())) }
	held := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-idle.C:
			l.Quiet(time.Now())
			if released != nil && released() {
				held = false
				report(false)
			}
		case _, ok := <-downs:
			if !ok {
				return
			}
			held = true
			report(true)
		case _, ok := <-ups:
			if !ok {
				return
			}
			if !held {
				select {
				case _, ok := <-downs:
					if ok {
						report(true)
					}
				case <-time.After(reorderTimeout):
				case <-ctx.Done():
					return
				}
			}
			held = false
			report(false)
		}
	}
}

const discardFor = 50 * time.Millisecond

// discard drops, for discardFor, the events that were queued while nobody read. They have no
// time stamp, so an old press would count as new.
func discard[E any](ctx context.Context, downs, ups <-chan E) {
	timeout := time.After(discardFor)
	for {
		select {
		case <-downs:
		case <-ups:
		case <-timeout:
			return
		case <-ctx.Done():
			return
		}
	}
}

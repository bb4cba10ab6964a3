package hotkey

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/standstill"
)

// misorder is how long the down that belongs to an up is waited for.
const misorder = 50 * time.Millisecond

// pump reads the two channels of a source that tells downs and ups apart by
// channel, and hands them over in order, with how old they can be, until ctx ends
// or the source closes them. Released is asked while nothing comes and reports a
// release that the source does not tell; it may be nil.
//
// A quick tap can make both channels ready at once, and then which is read
// first is chance. An up before its down would leave the key held for ever, and
// the next press would pass for a repeat. So an up waits for its down.
func pump[E any](ctx context.Context, downs, ups <-chan E, released func() bool, emit func(down bool, age time.Duration)) {
	look := time.NewTicker(standstill.Every)
	defer look.Stop()
	var l standstill.Looks
	l.Quiet(time.Now())
	tell := func(down bool) { emit(down, l.Found(time.Now())) }
	held := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			l.Quiet(time.Now())
			if released != nil && released() {
				held = false
				tell(false)
			}
		case _, ok := <-downs:
			if !ok {
				return
			}
			held = true
			tell(true)
		case _, ok := <-ups:
			if !ok {
				return
			}
			if !held {
				select {
				case _, ok := <-downs:
					if ok {
						tell(true)
					}
				case <-time.After(misorder):
				case <-ctx.Done():
					return
				}
			}
			held = false
			tell(false)
		}
	}
}

// stale is how long queued events are thrown away before the first one counts.
const stale = 50 * time.Millisecond

// discard throws away what the source has queued while nobody read: without a
// time stamp, a press made long ago cannot be told from one made now.
func discard[E any](ctx context.Context, downs, ups <-chan E) {
	over := time.After(stale)
	for {
		select {
		case <-downs:
		case <-ups:
		case <-over:
			return
		case <-ctx.Done():
			return
		}
	}
}

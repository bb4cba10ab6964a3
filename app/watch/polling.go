package watch

import (
	"context"
	"sync/atomic"
	"time"
)

// lookEvery is how often what the system does not tell of is looked for.
const lookEvery = time.Minute

// OrSlowly runs one of this package's watchers. Where the system lets nothing be
// watched (its inotify instances are used up, or no file can be opened), changed is
// called every minute instead, until watching works again. Slowly is told why that is
// so, once, and nil when it is over. It returns when ctx ends.
func OrSlowly(ctx context.Context, watcher func(ctx context.Context, changed func()) error, changed func(), slowly func(error)) error {
	var slow atomic.Bool
	for {
		err := watcher(ctx, func() {
			if slow.Swap(false) {
				slowly(nil)
			}
			changed()
		})
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if !slow.Swap(true) {
			slowly(err)
		}
		changed()
		select {
		case <-time.After(lookEvery):
		case <-ctx.Done():
			return nil
		}
	}
}

// Every calls changed again and again, with this much time between, until ctx ends:
// for systems that tell nothing, where finding that nothing is new costs little.
func Every(ctx context.Context, between time.Duration, changed func()) error {
	ticker := time.NewTicker(between)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			changed()
		case <-ctx.Done():
			return nil
		}
	}
}

package watch

import (
	"context"
	"sync/atomic"
	"time"
)

// pollInterval is for changes that the system does not report.
const pollInterval = time.Minute

// OrSlowly runs one of this package's watchers. Where watching is impossible (the inotify instances
// are used up, or no file can be opened), it calls changed every minute instead, until watching works
// again. It calls slowly with the reason, once, and with nil when watching works again. It returns when
// ctx ends.
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
		case <-time.After(pollInterval):
		case <-ctx.Done():
			return nil
		}
	}
}

// Every calls changed at this interval until ctx ends. It is for systems without notifications, where a
// check for changes is cheap.
func Every(ctx context.Context, interval time.Duration, changed func()) error {
	ticker := time.NewTicker(interval)
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

package watch

import (
	"context"
	"time"
)

const (
	sleepPollInterval = 10 * time.Second
	minSleep          = 5 * time.Second // a shorter sleep is not noticed
)

// Network calls changed after the machine has slept, which often means another network. During sleep
// the wall clock goes on and the monotonic clock stops. We know no notification of addresses and routes
// on this system. It returns when ctx ends. Never run on a Mac, only type-checked.
func Network(ctx context.Context, changed func()) error {
	last := time.Now()
	return Every(ctx, sleepPollInterval, func() {
		now := time.Now()
		if now.Round(0).Sub(last.Round(0))-now.Sub(last) >= minSleep {
			changed()
		}
		last = now
	})
}

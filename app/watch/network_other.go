//go:build !windows && !linux

package watch

import (
	"context"
	"time"
)

// sleepLook is how often it is looked whether the machine has slept, and sleepCounts the
// shortest sleep that is seen.
const (
	sleepLook   = 10 * time.Second
	sleepCounts = 5 * time.Second
)

// Network calls changed after the machine has slept, which mostly comes with another
// network: its wall clock went on, and the clock that counts from its start did not. Of
// addresses and routes nothing known to us tells here. It returns when ctx ends.
// Type-checked only, never run on a Mac.
func Network(ctx context.Context, changed func()) error {
	last := time.Now()
	return Every(ctx, sleepLook, func() {
		now := time.Now()
		if now.Round(0).Sub(last.Round(0))-now.Sub(last) >= sleepCounts {
			changed()
		}
		last = now
	})
}

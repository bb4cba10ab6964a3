package watch

import (
	"context"
	"time"
)

// Every calls changed again and again, with this much time between, until ctx ends:
// for systems that tell nothing, and whoever finds out cheaply that nothing is new.
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

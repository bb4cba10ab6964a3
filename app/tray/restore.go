package tray

import (
	"context"
	"time"
)

const (
	restoreInterval = 500 * time.Millisecond
	restoreTimeout  = 2 * time.Minute
)

// taskbarPause is the pause between two looks for a taskbar after that time without one: a log-on brings
// it within seconds, and a session that has none is left in peace.
func taskbarPause(without time.Duration) time.Duration {
	return min(max(without/50, 250*time.Millisecond), time.Minute)
}

// restoreIcon adds the icon again after a restart of Explorer, until it is shown: Explorer may refuse it
// at first, and the library tries only once.
func restoreIcon(ctx context.Context, restarted <-chan struct{}, shown func() bool, add func()) {
	retry := time.NewTicker(restoreInterval)
	retry.Stop()
	defer retry.Stop()
	var deadline time.Time // zero: nothing to restore
	for {
		select {
		case <-ctx.Done():
			return
		case <-restarted:
			if deadline.IsZero() {
				deadline = time.Now().Add(restoreTimeout)
				retry.Reset(restoreInterval)
			}
		case <-retry.C:
			if shown() || time.Now().After(deadline) {
				deadline = time.Time{}
				retry.Stop()
				continue
			}
			add()
		}
	}
}

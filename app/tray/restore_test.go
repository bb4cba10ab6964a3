package tray

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheIconIsAddedUntilTheTaskbarHasIt(t *testing.T) {
	for _, tt := range []struct {
		name     string
		takenAt  int64 // which attempt succeeds; 0: the icon is there already, -1: none
		restarts int
		want     int64
	}{
		{"the library's attempt succeeded", 0, 1, 0},
		{"the third attempt succeeds", 3, 1, 3},
		{"no attempt without a restart", 3, 0, 0},
		{"a second restart", 1, 2, 1},
		{"no attempt succeeds", -1, 1, int64(restoreTimeout / restoreInterval)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				restarted := make(chan struct{}, 1)
				var attempts atomic.Int64
				go restoreIcon(ctx, restarted, func() bool { return tt.takenAt >= 0 && attempts.Load() >= tt.takenAt }, func() { attempts.Add(1) })
				for range tt.restarts {
					restarted <- struct{}{}
					time.Sleep(10 * time.Minute)
				}
				cancel()
				synctest.Wait()
				if got := attempts.Load(); got != tt.want {
					t.Errorf("tried %d times, want %d", got, tt.want)
				}
			})
		})
	}
}

// TestATaskbarIsLookedForLessAndLess: soon at a log-on, and hardly ever in a session that has none.
func TestATaskbarIsLookedForLessAndLess(t *testing.T) {
	looks := func(within time.Duration) (n int) {
		for at := time.Duration(0); at < within; at += taskbarPause(at) {
			n++
		}
		return n
	}
	if n := looks(10 * time.Second); n != 40 {
		t.Errorf("%d looks in the first 10 s, want 40", n)
	}
	if first, day := looks(time.Hour), looks(25*time.Hour); day-first != 24*60 {
		t.Errorf("%d looks in a day after an hour, want one a minute", day-first)
	}
}

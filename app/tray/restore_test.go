package tray

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheIconIsOfferedUntilTheTaskbarHasIt(t *testing.T) {
	for _, tt := range []struct {
		name     string
		takenAt  int64 // with which offer; 0: it has it already, -1: never
		restarts int
		want     int64
	}{
		{"the library's own offer did it", 0, 1, 0},
		{"the third offer does it", 3, 1, 3},
		{"no offer without a restart", 3, 0, 0},
		{"a second restart asks anew", 1, 2, 1},
		{"given up in the end", -1, 1, int64(comeBackFor / comeBackEvery)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				restarted := make(chan struct{}, 1)
				var offers atomic.Int64
				go comeBack(ctx, restarted, func() bool { return tt.takenAt >= 0 && offers.Load() >= tt.takenAt }, func() { offers.Add(1) })
				for range tt.restarts {
					restarted <- struct{}{}
					time.Sleep(10 * time.Minute)
				}
				cancel()
				synctest.Wait()
				if got := offers.Load(); got != tt.want {
					t.Errorf("offered %d times, want %d", got, tt.want)
				}
			})
		})
	}
}

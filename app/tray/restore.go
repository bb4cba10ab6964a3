package tray

import (
	"context"
	"time"
)

const (
	// comeBackEvery is how often an icon that Explorer refused after a restart is offered again, and comeBackFor how long.
	comeBackEvery = 500 * time.Millisecond
	comeBackFor   = 2 * time.Minute
)

// comeBack offers the icon again after a restart of Explorer until it is there: the library offers it once.
func comeBack(ctx context.Context, restarted <-chan struct{}, there func() bool, offer func()) {
	look := time.NewTicker(comeBackEvery)
	look.Stop()
	defer look.Stop()
	var until time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-restarted:
			if until.IsZero() {
				until = time.Now().Add(comeBackFor)
				look.Reset(comeBackEvery)
			}
		case <-look.C:
			if there() || time.Now().After(until) {
				until = time.Time{}
				look.Stop()
				continue
			}
			offer()
		}
	}
}

//go:build !windows

package app

import (
	"context"
	"time"
)

// clicks are taken for new here. To know better, the process would have to wake
// ten times a second; on Windows the hotkey library does so anyhow.
type clicks struct{}

func (clicks) run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (clicks) age() time.Duration { return 0 }

//go:build !linux

package eventage

import (
	"context"
	"time"
)

// Clicks bounds nothing here. On Windows the tray has the time of a click, see [Sent]; on macOS the
// system delivers clicks at once.
type Clicks struct{}

func (*Clicks) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (*Clicks) Age() (time.Duration, bool) { return 0, false }

func (*Clicks) Waited() time.Duration { return 0 }

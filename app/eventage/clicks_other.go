//go:build !linux

package eventage

import (
	"context"
	"time"
)

// Clicks bounds nothing here. On Windows the tray tells when a click was made, see [Sent]; on macOS the
// system hands clicks over as they are made.
type Clicks struct{}

func (*Clicks) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (*Clicks) Age() (time.Duration, bool) { return 0, false }

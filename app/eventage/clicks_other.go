//go:build !windows && !linux

package eventage

import (
	"context"
	"time"
)

// Clicks are taken for new here: the system hands them over as they are made.
type Clicks struct{}

func (*Clicks) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (*Clicks) Age() (time.Duration, bool) { return 0, false }

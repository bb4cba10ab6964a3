package hotkey

import (
	"context"
	"errors"
	"time"
)

const (
	retryFor   = time.Second
	retryEvery = 50 * time.Millisecond
)

// RetryTaken calls try until its error is not [CodeTaken], for at most retryFor, and returns
// the last error. A process that has just ended may still hold the chord for some
// milliseconds, until the server has cleaned up after it.
func RetryTaken(ctx context.Context, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, retryFor)
	defer cancel()
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	for {
		err := try()
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeTaken {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

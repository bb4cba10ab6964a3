package instance

import (
	"context"
	"errors"
)

// Usable checks that the lock can be taken, now or once its holder releases it. It takes
// the lock for an instant without an owner line, so that no other process mistakes this
// check for a press. Its error is ErrNoPlace.
func Usable(ctx context.Context, p Places) error {
	l, err := p.acquire(ctx, diskTimeout)
	if held := (*HeldError)(nil); errors.As(err, &held) {
		return nil
	}
	if err != nil {
		return err
	}
	defer l.Release()
	if !l.writable() {
		return errors.Join(ErrNoPlace, l.refused)
	}
	return nil
}

package control

import (
	"context"
	"errors"
)

// Usable tells whether the lock of a user and machine can be taken by somebody, now
// or once its holder releases it. It takes it for an instant without naming an owner, so
// that nobody takes this question for a press. Its error is ErrNoPlace.
func Usable(ctx context.Context, p Places) error {
	l, err := p.acquire(ctx, answerWithin)
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

// Package deadline stops waiting for calls that cannot be cancelled, such as those to a
// disk or a network share that hangs.
package deadline

import (
	"context"
	"time"
)

// Begin calls f on a goroutine of its own. Wait returns what f returned, or slow where
// that takes longer than limit, which counts from Begin; it must be called once at
// most. What f brings after that without an error goes to late, which may be nil.
func Begin[T any](limit time.Duration, slow error, f func() (T, error), late func(T)) (wait func() (T, error)) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		v, err := f()
		done <- result{v, err}
	}()
	timer := time.NewTimer(limit)
	return func() (T, error) {
		defer timer.Stop()
		select {
		case r := <-done:
			return r.value, r.err
		case <-timer.C:
		}
		if late != nil {
			go func() {
				if r := <-done; r.err == nil {
					late(r.value)
				}
			}()
		}
		var none T
		return none, slow
	}
}

// Until calls f on a goroutine of its own and returns what it returned, or why ctx ended
// where that comes first.
func Until[T any](ctx context.Context, f func() (T, error)) (value T, err error) {
	done := make(chan struct{})
	var v T
	var failed error
	go func() {
		defer close(done)
		v, failed = f()
	}()
	select {
	case <-done:
		return v, failed
	case <-ctx.Done():
		return value, context.Cause(ctx)
	}
}

package wolkvox

import (
	"context"
	"errors"
	"io"
	"time"
)

// errNotNeeded is returned by a try that has nothing to add to those before it.
var errNotNeeded = errors.New("not needed")

// race runs tries until one succeeds. They begin in their order: the next one when
// one has failed, or when none has ended for as long as patience. The first success
// wins: the contexts of the others end, and what they still bring is closed. Where
// none succeeds there is an error for each.
func race[T io.Closer](ctx context.Context, patience time.Duration, tries ...func(context.Context) (T, error)) (won T, errs []error) {
	type result struct {
		try  int
		made T
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result)
	over := make(chan struct{})
	defer close(over)
	errs = make([]error, len(tries))
	begun, running := 0, 0
	next := func() {
		if begun == len(tries) {
			return
		}
		try := begun
		begun++
		running++
		go func() {
			made, err := tries[try](ctx)
			select {
			case results <- result{try, made, err}:
			case <-over:
				if err == nil {
					_ = made.Close()
				}
			}
		}()
	}
	next()
	for running > 0 {
		var late <-chan time.Time
		if begun < len(tries) {
			late = time.After(patience)
		}
		select {
		case r := <-results:
			running--
			if r.err == nil {
				return r.made, nil
			}
			errs[r.try] = r.err
			next()
		case <-late:
			next()
		}
	}
	return won, errs
}

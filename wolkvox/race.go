package wolkvox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// errNotNeeded is returned by a try whose result would not help.
var errNotNeeded = errors.New("not needed")

// race runs tries until one succeeds. They start in order: the next one when one has
// failed, or when none has ended for the time stagger. The first success wins: the
// other tries are cancelled, and what they still return is closed. Without a success
// there is an error for each try.
func race[T io.Closer](ctx context.Context, stagger time.Duration, tries ...func(context.Context) (T, error)) (won T, errs []error) {
	type result struct {
		try  int
		made T
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result)
	done := make(chan struct{})
	defer close(done)
	errs = make([]error, len(tries))
	started, running := 0, 0
	next := func() {
		if started == len(tries) {
			return
		}
		try := started
		started++
		running++
		go func() {
			made, err := withRecover(func() (T, error) { return tries[try](ctx) })
			select {
			case results <- result{try, made, err}:
			case <-done:
				if err == nil {
					_ = made.Close()
				}
			}
		}()
	}
	next()
	for running > 0 {
		var late <-chan time.Time
		if started < len(tries) {
			late = time.After(stagger)
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

// until runs f, which nothing can end, and does not wait for it longer than ctx. What f returns
// after that is dropped.
func until[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		made T
		err  error
	}
	done := make(chan result, 1)
	go func() {
		made, err := withRecover(f)
		done <- result{made, err}
	}()
	select {
	case r := <-done:
		return r.made, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// withRecover turns a panic into an error. A press runs on goroutines that no caller can
// recover: a panic there would end the process, and nobody would learn the outcome.
func withRecover[T any](f func() (T, error)) (made T, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("panic at %s: %v", panicLocation(), thrown)
		}
	}()
	return f()
}

// panicLocation returns where the panic that is being recovered began.
func panicLocation() string {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		f, more := frames.Next()
		if !more || !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
	}
}

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
			made, err := guarded(func() (T, error) { return tries[try](ctx) })
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

// guarded makes an error of a panic. What a press does runs on goroutines of its own,
// where nobody else can: the process would end, and nobody be told what became of the
// press.
func guarded[T any](f func() (T, error)) (made T, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("panic at %s: %v", origin(), thrown)
		}
	}()
	return f()
}

// origin is where the panic began that is being recovered.
func origin() string {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		f, more := frames.Next()
		if !more || !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
	}
}

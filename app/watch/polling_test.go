package watch

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Where watching is impossible, changes are still found, and watching is tried again.
func TestWhatCannotBeWatchedIsLookedForSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		none := errors.New("too many open files")
		works, ends := make(chan struct{}), make(chan struct{})
		var mu sync.Mutex
		looked := 0
		var said []error
		ended := make(chan error, 1)
		go func() {
			ended <- OrSlowly(ctx, func(ctx context.Context, changed func()) error {
				select {
				case <-works:
				default:
					return none
				}
				changed() // as watchers do at the start
				select {
				case <-ctx.Done():
					return nil
				case <-ends:
					return none
				}
			}, func() {
				mu.Lock()
				defer mu.Unlock()
				looked++
			}, func(err error) {
				mu.Lock()
				defer mu.Unlock()
				said = append(said, err)
			})
		}()
		want := func(looks int, told ...error) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if looked != looks || !slices.Equal(said, told) {
				t.Errorf("looked %d times and said %v, want %d and %v", looked, said, looks, told)
			}
		}
		want(1, none)
		time.Sleep(3 * pollInterval)
		want(4, none)
		close(works)
		time.Sleep(pollInterval)
		want(5, none, nil)
		time.Sleep(time.Hour)
		want(5, none, nil)
		close(ends)
		want(6, none, nil, none)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestEveryMinuteUntilTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		looked := 0
		ended := make(chan error, 1)
		go func() { ended <- Every(ctx, time.Minute, func() { looked++ }) }()
		time.Sleep(time.Hour + time.Second)
		synctest.Wait()
		if looked != 60 {
			t.Errorf("looked %d times in an hour", looked)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour)
		if looked != 60 {
			t.Errorf("looked %d times, and had ended", looked)
		}
	})
}

package watch

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

func TestABurstIsOneChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		events := make(chan struct{}, 1)
		began := time.Now()
		var mu sync.Mutex
		var told []time.Duration
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			debounce(ctx, events, func() {
				mu.Lock()
				told = append(told, time.Since(began))
				mu.Unlock()
			})
		}()
		want := func(at ...time.Duration) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if len(told) != len(at) {
				t.Fatalf("after %v: told at %v, want %v", time.Since(began), told, at)
			}
			for i := range at {
				if told[i] != at[i] {
					t.Fatalf("told at %v, want %v", told, at)
				}
			}
		}
		for range 5 {
			newest.Wake(events)
			time.Sleep(100 * time.Millisecond)
		}
		want()
		time.Sleep(time.Second)
		want(700 * time.Millisecond)

		// A burst that goes on is reported too.
		time.Sleep(500 * time.Millisecond) // 2 s
		for range 35 {
			newest.Wake(events)
			time.Sleep(100 * time.Millisecond)
		}
		want(700*time.Millisecond, 5*time.Second)
		time.Sleep(time.Second)
		want(700*time.Millisecond, 5*time.Second, 5700*time.Millisecond)

		time.Sleep(time.Hour)
		newest.Wake(events)
		cancel()
		<-ended
		want(700*time.Millisecond, 5*time.Second, 5700*time.Millisecond)
	})
}

func TestTheFirstOfABurstIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		events, told, ended := make(chan struct{}, 1), make(chan time.Duration, 10), make(chan struct{})
		began := time.Now()
		go func() {
			defer close(ended)
			debounceLeading(ctx, events, func() { told <- time.Since(began) })
		}()
		time.Sleep(time.Second)
		newest.Wake(events) // one alone
		time.Sleep(time.Minute)
		for range 5 {
			newest.Wake(events)
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(time.Hour)
		cancel()
		<-ended
		close(told)
		var got []time.Duration
		for at := range told {
			got = append(got, at)
		}
		want := []time.Duration{time.Second, 61 * time.Second, 61*time.Second + 700*time.Millisecond}
		if !slices.Equal(got, want) {
			t.Errorf("told at %v, want %v", got, want)
		}
	})
}

package background

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAResultComesBackToTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var posted []func()
		w := New(func(then func()) { posted = append(posted, then) })
		shown := ""
		w.Run(func() func() {
			read := "read"
			return func() { shown = read }
		})
		w.Wait(time.Second)
		if len(posted) != 1 || shown != "" {
			t.Fatalf("got %d functions for the window, shown %q; want one that has not run", len(posted), shown)
		}
		posted[0]()
		if shown != "read" {
			t.Errorf("got %q shown, want what was read", shown)
		}
	})
}

// After the window closed, Fyne would run posted functions on any goroutine, while its
// driver no longer exists.
func TestAClosedWindowIsNotWrittenTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(func(func()) { t.Error("something was posted after the window closed") })
		slow := make(chan struct{})
		w.Run(func() func() {
			<-slow
			return func() {}
		})
		w.Close()
		w.Close() // as when a window is closed twice
		<-w.Done()
		close(slow)
		w.Wait(time.Second)
	})
}

// Wait gives up on a keychain that never answers.
func TestWaitHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(func(func()) {})
		slow := make(chan struct{})
		w.Go(func() { <-slow })
		start := time.Now()
		w.Wait(3 * time.Second)
		if got := time.Since(start); got != 3*time.Second {
			t.Errorf("got %v, want 3s", got)
		}
		close(slow)
	})
}

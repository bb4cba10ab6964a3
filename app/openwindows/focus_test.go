package openwindows

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// TestAnOpenWindowIsRaised: choosing Settings again gives the open window the focus instead
// of opening a second one, also if another process opened it.
func TestAnOpenWindowIsRaised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r focusRequests
		if r.request() {
			t.Error("a window was raised that is not there")
		}
		ctx, closed := context.WithCancel(t.Context())
		answers := make(chan bool, 2)
		wait := func() { go func() { answers <- r.wait(ctx) }(); synctest.Wait() }

		wait()
		if !r.request() {
			t.Error("the open window was not found")
		}
		r.request() // a second one does not block; the window may have answered already
		if !<-answers {
			t.Error("the open window was not raised")
		}
		wait()
		time.Sleep(residentapi.FocusWait)
		if <-answers {
			t.Error("nobody wanted it")
		}
		wait()
		closed()
		if <-answers || r.request() {
			t.Error("a closed window counts as open")
		}
	})
}

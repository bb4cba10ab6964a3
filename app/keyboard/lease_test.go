package keyboard

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// TestTheLeaseKeepsPressesFromToggling: while a window records a chord, presses
// go to it; at the end of its connection or after 30 s they toggle again.
func TestTheLeaseKeepsPressesFromToggling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l Lease
		if l.Deliver("Ctrl+Shift+F9") {
			t.Fatal("a press was delivered to nobody")
		}
		ctx, hangUp := context.WithCancel(t.Context())
		l.Take(ctx)
		if !l.Deliver("Ctrl+Shift+F9") {
			t.Fatal("a press under the lease would have toggled")
		}
		if got := l.Wait(ctx); got != "Ctrl+Shift+F9" {
			t.Errorf("got chord %q, want Ctrl+Shift+F9", got)
		}
		hangUp()
		synctest.Wait()
		if l.Deliver("Ctrl+Shift+F9") {
			t.Error("the window is gone, and its lease still takes presses")
		}

		l.Take(t.Context())
		time.Sleep(residentapi.LeaseLasts - time.Second)
		if !l.Deliver("Ctrl+Shift+F9") {
			t.Error("the lease ended early")
		}
		time.Sleep(2 * time.Second)
		if l.Deliver("Ctrl+Shift+F9") {
			t.Error("the lease outlived its 30 s")
		}
		if got := l.Wait(t.Context()); got != "" {
			t.Errorf("got chord %q from a lease that is over, want none", got)
		}
	})
}

func TestANewerWindowTakesTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l Lease
		older, hangUp := context.WithCancel(t.Context())
		l.Take(older)
		l.Take(t.Context())
		hangUp()
		synctest.Wait()
		if !l.Deliver("Ctrl+Shift+F9") {
			t.Error("the older window's end took the newer one's lease away")
		}
		time.Sleep(residentapi.LeaseLasts)
	})
}

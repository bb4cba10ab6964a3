package resident

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// TestHintsWaitForNoDisk: the goroutine that shows outcomes also records hints, in a home
// that may be on an unreachable share.
func TestHintsWaitForNoDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		nowhere, back := t.TempDir(), make(chan struct{})
		o.P.Getenv = func(string) string { <-back; return nowhere }
		began := time.Now()
		if o.r.p.FirstTime("told") {
			t.Error("told, without knowing that it was not told before")
		}
		if took := time.Since(began); took != env.ReadWithin {
			t.Errorf("outcomes waited for %v, want %v", took, env.ReadWithin)
		}
		close(back)
	})
}

package app

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestHintsWaitForNoDisk: the goroutine that shows outcomes also remembers what was told,
// in a home that may be on a share that is gone.
func TestHintsWaitForNoDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		nowhere, back := t.TempDir(), make(chan struct{})
		o.p.getenv = func(string) string { <-back; return nowhere }
		began := time.Now()
		if o.r.firstTime("told") {
			t.Error("told, without knowing that it was not told before")
		}
		if took := time.Since(began); took != readWithin {
			t.Errorf("outcomes waited for %v, want %v", took, readWithin)
		}
		close(back)
	})
}

package env

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestHintsWaitForNoDisk: the goroutine that shows outcomes also records hints, in a home
// that may be on an unreachable share.
func TestHintsWaitForNoDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nowhere, back := t.TempDir(), make(chan struct{})
		p := &Env{Getenv: func(string) string { <-back; return nowhere }}
		began := time.Now()
		if p.FirstTime("told") {
			t.Error("told, without knowing that it was not told before")
		}
		if took := time.Since(began); took != ReadWithin {
			t.Errorf("outcomes waited for %v, want %v", took, ReadWithin)
		}
		close(back)
	})
}

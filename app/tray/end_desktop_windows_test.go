//go:build desktop

package tray

import (
	"context"
	"testing"
	"time"
)

// Told to quit before it runs, the library panics on a goroutine of ours or never ends. It serves one icon a process, so
// this is the one test here that has one; .ci/wine-desktop runs it where there is a taskbar.
func TestTheEndMayComeBeforeTheIcon(t *testing.T) {
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if !waitForTaskbar(soon) {
		t.Fatal("no taskbar: the tray would wait for one, and prove nothing")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ended, ready := make(chan error, 1), false
	go func() { ended <- (&Tray{Ready: func() { ready = true }}).Run(ctx, View{}) }()
	select {
	case err := <-ended:
		if err != nil || !ready {
			t.Errorf("error %v, icon %v, want an icon that goes again", err, ready)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the tray did not end")
	}
}

//go:build wine

package tray

import (
	"context"
	"testing"
	"time"
)

// If Quit is called before Run, the library panics on our goroutine or never ends. It supports one icon per process, so
// this is the only test here with an icon.
func TestTheEndMayComeBeforeTheIcon(t *testing.T) {
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	taskbarTakesIcons() // its window is the first here, with which Wine starts its taskbar
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
			t.Errorf("error %v, icon %v, want an icon that is removed again", err, ready)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the tray did not end")
	}
}

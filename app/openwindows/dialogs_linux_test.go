//go:build nowindow

package openwindows

import (
	"context"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// Without a window Settings and Extension open dialogs, each once and beside each other, and
// they end with the resident.
func TestDialogsInTheWindowsPlace(t *testing.T) {
	d := newDesktop(t)
	ctx, end := context.WithCancel(t.Context())
	d.ctx, d.HasDialogs = ctx, true
	shown, closes := make(chan bool, 10), make(chan error)
	d.RunDialog = func(ctx context.Context, _ *env.Env, _ *dialog.Window, extension bool) error {
		shown <- extension
		select {
		case err := <-closes:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for range 3 {
		d.open(Settings)
		d.open(Extension)
	}
	one, other := <-shown, <-shown
	if one == other || len(shown) > 0 || !d.SettingsAreOpen() {
		t.Fatalf("%d dialogs more, %d are open", len(shown), len(d.dialogs))
	}
	for range 2 {
		if !d.IsOpen() {
			t.Error("an open dialog does not keep the program")
		}
		closes <- nil
		d.one()
	}
	if d.IsOpen() || d.failed > 0 {
		t.Errorf("a closed dialog counts as open %v, %d as failed", d.IsOpen(), d.failed)
	}
	d.open(Settings)
	<-shown
	end()
	d.one()
	if d.IsOpen() || d.failed > 0 {
		t.Errorf("after the resident's end a dialog counts as open %v, %d as failed", d.IsOpen(), d.failed)
	}
}

//go:build nowindow

package app

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// TestProcessesWithoutRuntimeFolder: cron and some log-ons have no XDG_RUNTIME_DIR.
// They meet the others in the state folder.
func TestProcessesWithoutRuntimeFolder(t *testing.T) {
	const without = "XDG_RUNTIME_DIR="
	t.Run("twelve, each second without", func(t *testing.T) {
		w := newWorkplace(t)
		w.twelve(t, "in_flight_elsewhere", []string{"", without})
		w.tally("twelve at once, six without XDG_RUNTIME_DIR", 1)
	})
	t.Run("the gap", func(t *testing.T) {
		w := newWorkplace(t)
		wantTold(t, w.toggle(without), hold.Toggled, "confirmed")
		wantTold(t, w.toggle(), hold.Ignored, "too_soon")
		w.tally("a press with XDG_RUNTIME_DIR after one without", 1)
	})
	t.Run("to a resident with it", func(t *testing.T) {
		w := newWorkplace(t)
		w.resident()
		wantTold(t, w.toggle(without), hold.Toggled, "confirmed")
		w.wantResidentToggled()
		w.tally("a press without XDG_RUNTIME_DIR to a resident with it", 1)
	})
	t.Run("nor any other place", func(t *testing.T) {
		w := newWorkplace(t)
		wantTold(t, w.toggle(without, "HOME="), hold.NotToggled, "no_place")
		w.tally("no place for a lock at all", 0)
	})
}

//go:build !nowindow

package capture

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

func TestTryItLightsUpAndTogglesNothing(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Try)
		d.wantLeases(true)
		d.wantSaid("try_press" + "[Ctrl+Shift+F9]")
		if d.p.Try.Importance == widget.SuccessImportance {
			t.Error("it is lit before the hotkey came")
		}
		for i := range 3 { // somebody who tries a key presses it more than once
			d.captured <- "Ctrl+Shift+F9"
			d.wantSaid("try_heard" + "[Ctrl+Shift+F9]")
			d.wantLeases(true)
			if d.tried != i+1 {
				t.Errorf("press %d: the form was told %d times", i+1, d.tried)
			}
		}
		if d.p.Try.Importance != widget.SuccessImportance {
			t.Error("it is not lit")
		}
		d.tap(d.p.Try)
		d.wantLeases(true, false)
		d.wantSaid("try_over")
	})
}

// The lease is released however a trial ends: another button, Escape, the time limit,
// the resident, the form.
func TestEveryEndOfATrialGivesTheLeaseBack(t *testing.T) {
	for name, end := range map[string]func(*desk){
		"Record":       func(d *desk) { d.tap(d.p.Record); d.tap(d.p.Record) },
		"the focus":    func(d *desk) { d.w.Canvas().FocusNext() },
		"Escape":       func(d *desk) { d.press(fyne.KeyEscape) },
		"30 seconds":   func(d *desk) { time.Sleep(captureTimeout) },
		"the resident": func(d *desk) { d.captured <- "" },
		"the form":     func(d *desk) { d.p.End() },
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, func(d *desk) {
				d.tap(d.p.Try)
				d.wantLeases(true)
				end(d)
				d.Settle()
				d.mu.Lock()
				defer d.mu.Unlock()
				if n := len(d.leases); n < 2 || d.leases[n-1] || d.p.try.active() {
					t.Errorf("got the leases %v, the trial on: %v", d.leases, d.p.try.active())
				}
			})
		})
	}
}

func TestATrialThatHearsNothingSaysSo(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Try)
		d.wantLeases(true)
		d.press(ctrl, shift, fyne.KeyF8)
		d.wantSaid("try_other" + "[Ctrl+Shift+F8 Ctrl+Shift+F9]")
		d.press(ctrl, shift, fyne.KeyF9) // it would have gone to the resident
		d.wantSaid("try_here" + "[Ctrl+Shift+F9]")
		time.Sleep(captureTimeout)
		d.wantSaid("try_nothing" + "[Ctrl+Shift+F9]")
		d.wantLeases(true, false)
	})
}

// A locked hotkey cannot be recorded, but tried.
func TestALockedHotkeyCanBeTried(t *testing.T) {
	sit(t, func(d *desk) {
		d.p.SetLocked(true)
		d.tap(d.p.Record)
		d.wantLeases()
		d.tap(d.p.Try)
		d.wantLeases(true)
		d.p.SetLocked(false)
		d.tap(d.p.Record)
		d.wantSaid("record_press")
	})
}

func TestOnlyTheHotkeyInEffectIsTried(t *testing.T) {
	sit(t, func(d *desk) {
		d.typed = "Ctrl+Shift+F8"
		d.tap(d.p.Try)
		d.wantSaid("try_unsaved")
		d.wantLeases()
	})
}

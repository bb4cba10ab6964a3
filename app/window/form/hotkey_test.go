//go:build !nowindow

package form

import (
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

const ctrl, shift = desktop.KeyControlLeft, desktop.KeyShiftRight

// Opening the window, typing, saving and testing do not take the lease; only recording
// does.
func TestOnlyRecordingTakesTheLease(t *testing.T) {
	sit(t, func(d *desk) {
		d.w.Canvas().Focus(d.f.capture.Record)
		d.press(ctrl, shift, fyne.KeyF10)
		d.field("hotkey").set("Ctrl+Shift+F10")
		d.tap("save")
		d.tap("check")
		d.w.Canvas().Unfocus()
		d.wantLeases()
		d.tap("record")
		d.wantLeases(true)
		d.wantSaid("record_press")
	})
}

func TestARecordedChord(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap("record")
		d.wantSaid("record_press")
		d.press(ctrl, shift, fyne.KeyF10)
		d.wantField("hotkey", "Ctrl+Shift+F10")
		d.wantSaid("record_done")
		d.wantLeases(true, false)
		d.wantSaves() // recorded is not saved
		d.tap("save")
		d.wantSaves(map[string]string{"hotkey": "Ctrl+Shift+F10"})
	})
}

// What the form does ends a recording or trial, and the lease is released once.
func TestTheLeaseIsGivenBack(t *testing.T) {
	for _, button := range []string{"record", "try"} {
		for name, end := range map[string]func(d *desk){
			"another field has the focus": func(d *desk) { d.w.Canvas().Focus(d.f.token.entry) },
			"Save":                        func(d *desk) { d.tap("save") },
			"another language":            func(d *desk) { d.f.rebuild(d.f.read()) },
			"the window closes":           func(d *desk) { d.w.Close() },
		} {
			t.Run(button+", "+name, func(t *testing.T) {
				sit(t, func(d *desk) {
					d.tap(button)
					d.wantLeases(true)
					end(d)
					d.wantLeases(true, false)
					d.wantField("hotkey", "Ctrl+Shift+F9")
				})
			})
		}
	}
}

// After the window closed, Fyne would run posted functions on any goroutine, while its
// driver no longer exists.
func TestAClosedWindowIsNotWrittenTo(t *testing.T) {
	var slow chan struct{}
	sitWith(t, func(d *desk) { slow = make(chan struct{}); d.slow = slow }, func(d *desk) {
		d.tap("record")
		d.Settle()
		d.f.close()
		close(slow)
		synctest.Wait()
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.Waiting() != 0 {
			t.Errorf("got %d functions for Fyne's goroutine after the end, want none", d.Waiting())
		}
	})
}

// Only the hotkey in effect can be tried, and a trial does not change it.
func TestAHotkeyThatIsOnlyTypedIsNotTried(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.field("hotkey").set("Ctrl+Shift+F8")
		d.tap("try")
		d.wantSaid("try_unsaved")
		d.wantLeases()
		d.tap("save")
		d.tap("try")
		d.wantSaid("try_press" + "[Ctrl+Shift+F8]")
		d.wantSaves(map[string]string{"hotkey": "Ctrl+Shift+F8"})
	})
}

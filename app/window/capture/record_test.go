//go:build !nowindow

package capture

import (
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

const ctrl, shift = desktop.KeyControlLeft, desktop.KeyShiftRight

func TestARecordedChord(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Record)
		d.wantSaid("record_press")
		d.press(ctrl, shift, fyne.KeyF10)
		d.wantTyped("Ctrl+Shift+F10")
		d.wantSaid("record_done")
		d.wantLeases(true, false)
	})
}

func TestThePressedKeysAreShown(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Record)
		d.Settle()
		d.p.Record.KeyDown(&fyne.KeyEvent{Name: ctrl})
		d.wantSaid("record_keys" + "[Ctrl]")
		d.p.Record.KeyDown(&fyne.KeyEvent{Name: shift})
		d.wantSaid("record_keys" + "[Ctrl+Shift]")
		d.p.Record.KeyUp(&fyne.KeyEvent{Name: ctrl})
		d.wantSaid("record_keys" + "[Shift]")
	})
}

// The chord in use does not arrive as keys: the resident gets it and forwards it.
func TestTheChordInUseComesFromTheResident(t *testing.T) {
	sit(t, func(d *desk) {
		d.typed = "Ctrl+F12"
		d.tap(d.p.Record)
		d.Settle()
		d.captured <- "ctrl+shift+f9"
		d.wantTyped("Ctrl+Shift+F9")
		d.wantLeases(true, false)
	})
}

func TestARefusedChordLeavesTheRecordingOnForAnotherTry(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Record)
		d.press(ctrl, fyne.KeyC)
		d.wantSaid("no chord: Ctrl+C")
		d.press(fyne.KeyUnknown)
		d.wantSaid("record_unknown")
		d.wantTyped("Ctrl+Shift+F9")
		d.wantLeases(true)
		d.press(ctrl, fyne.KeyF8)
		d.wantTyped("Ctrl+F8")
		d.wantLeases(true, false)
	})
}

// Space presses a button, but during a recording it is a key like any other.
func TestASpaceThatEndsARecordingDoesNotStartTheNext(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Record)
		d.press(ctrl, shift, fyne.KeySpace)
		d.wantTyped("Ctrl+Shift+Space")
		d.wantLeases(true, false)
		d.press(fyne.KeySpace)
		d.wantLeases(true, false, true)
	})
}

// Keys count only once the lease is held, because until then the chord in use toggles
// hold.
func TestNoKeyCountsBeforeTheLeaseIsHeld(t *testing.T) {
	sit(t, func(d *desk) {
		answer := d.slowResident()
		d.tap(d.p.Record)
		d.wantSaid("record_waiting")
		d.press(ctrl, fyne.KeyF8)
		d.wantTyped("Ctrl+Shift+F9")
		close(answer)
		d.wantSaid("record_press")
		d.press(ctrl, fyne.KeyF8)
		d.wantTyped("Ctrl+F8")
	})
}

func TestARefusedLeaseIsSaidAndNothingIsCaptured(t *testing.T) {
	for name, button := range map[string]func(*desk) *Button{
		"Record": func(d *desk) *Button { return d.p.Record },
		"Try it": func(d *desk) *Button { return d.p.Try },
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, func(d *desk) {
				d.noLease = "the resident is silent"
				d.tap(button(d))
				d.wantSaid("the resident is silent")
				d.press(ctrl, fyne.KeyF8)
				d.wantTyped("Ctrl+Shift+F9")
				d.wantSaid("the resident is silent")
				d.wantLeases(true)
			})
		})
	}
}

// The lease is released once, however a recording ends.
func TestTheLeaseIsGivenBack(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(d *desk)
		said string
	}{
		{"another input has the focus", func(d *desk) { d.w.Canvas().Focus(d.other) }, "record_stopped"},
		{"the window is not active any more", func(d *desk) { d.p.Record.FocusLost() }, "record_stopped"},
		{"Escape", func(d *desk) { d.press(fyne.KeyEscape) }, "record_stopped"},
		{"Cancel", func(d *desk) { d.tap(d.p.Record) }, "record_stopped"},
		{"30 seconds", func(d *desk) { time.Sleep(captureTimeout) }, "record_timeout"},
		{"the resident ends it", func(d *desk) { d.captured <- "" }, "record_stopped"},
		{"the resident is gone", func(d *desk) { close(d.captured) }, "record_stopped"},
		{"the resident forwards what is no chord", func(d *desk) { d.captured <- "Ctrl+C" }, "no chord: Ctrl+C"},
		{"only IT can change the hotkey now", func(d *desk) { d.p.SetLocked(true) }, ""},
		{"the form ends it", func(d *desk) { d.p.End() }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sit(t, func(d *desk) {
				d.tap(d.p.Record)
				d.wantLeases(true)
				tt.end(d)
				d.wantLeases(true, false)
				d.wantSaid(tt.said)
				d.wantTyped("Ctrl+Shift+F9")
				time.Sleep(2 * captureTimeout)
				d.wantLeases(true, false)
			})
		})
	}
}

func TestTheLeaseLastsNoLongerThanThirtySeconds(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Record)
		time.Sleep(captureTimeout - time.Millisecond)
		d.press(ctrl, fyne.KeyC) // a try that is refused does not prolong it
		d.wantLeases(true)
		time.Sleep(time.Millisecond)
		d.wantLeases(true, false)
	})
}

// A lease that is granted after its recording ended is released at once.
func TestALateLeaseIsGivenBack(t *testing.T) {
	sit(t, func(d *desk) {
		answer := d.slowResident()
		d.tap(d.p.Record)
		d.Settle()
		d.press(fyne.KeyEscape)
		d.wantLeases(true)
		close(answer)
		d.wantLeases(true, false)
		d.wantSaid("record_stopped")
	})
}

// If recording is ended and started again while the resident is slow, the second
// recording either holds the lease or does not say "press the keys".
func TestASecondRecordingWhileTheResidentIsSlow(t *testing.T) {
	sit(t, func(d *desk) {
		answer := d.slowResident()
		d.tap(d.p.Record)
		d.tap(d.p.Record)
		d.tap(d.p.Record)
		d.wantSaid("record_waiting")
		close(answer)
		d.wantSaid("record_press")
		d.mu.Lock()
		held := d.leases[len(d.leases)-1]
		d.mu.Unlock()
		if !held {
			t.Error("the note says press the keys, and the lease was given back")
		}
	})
}

// The lease was granted, but the recording ended and another began before Fyne's
// goroutine was notified: the answer to the first request says nothing about the second.
func TestAnOldLeaseDoesNotServeTheNextRecording(t *testing.T) {
	sit(t, func(d *desk) {
		d.p.record.toggle()
		synctest.Wait()
		d.p.record.toggle()
		synctest.Wait()
		answer := d.slowResident()
		d.p.record.toggle()
		d.wantLeases(true, false, true)
		d.wantSaid("record_waiting")
		close(answer)
		d.wantSaid("record_press")
	})
}

// While a window is dragged, Fyne's goroutine may be blocked.
func TestTheLeaseEndsInTimeThoughFyneStandsStill(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(d.p.Record)
		d.wantLeases(true)
		time.Sleep(captureTimeout)
		synctest.Wait() // and nothing that was posted runs
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.leases) != 2 || d.leases[1] {
			t.Errorf("got the lease taken (true) and given back (false) %v, want [true false]", d.leases)
		}
	})
}

//go:build !nowindow

package form

import (
	"testing"
	"testing/synctest"
	"time"

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
		d.tap(TextSave)
		d.tap(TextCheck)
		d.w.Canvas().Unfocus()
		d.wantLeases()
		d.tap(TextRecord)
		d.wantLeases(true)
		d.wantSaid(TextRecordPress)
	})
}

func TestARecordedChord(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(TextRecord)
		d.wantSaid(TextRecordPress)
		d.press(ctrl, shift, fyne.KeyF10)
		d.wantField("hotkey", "Ctrl+Shift+F10")
		d.wantSaid(TextRecordDone)
		d.wantLeases(true, false)
		d.wantSaves() // recorded is not saved
		d.tap(TextSave)
		d.wantSaves(map[string]string{"hotkey": "Ctrl+Shift+F10"})
	})
}

func TestThePressedKeysAreShown(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(TextRecord)
		d.settle()
		d.f.capture.Record.KeyDown(&fyne.KeyEvent{Name: ctrl})
		d.wantSaid(TextRecordKeys + "[Ctrl]")
		d.f.capture.Record.KeyDown(&fyne.KeyEvent{Name: shift})
		d.wantSaid(TextRecordKeys + "[Ctrl+Shift]")
		d.f.capture.Record.KeyUp(&fyne.KeyEvent{Name: ctrl})
		d.wantSaid(TextRecordKeys + "[Shift]")
	})
}

// The chord in use does not arrive as keys: the resident gets it and forwards it.
func TestTheChordInUseComesFromTheResident(t *testing.T) {
	sit(t, func(d *desk) {
		d.field("hotkey").set("Ctrl+F12")
		d.tap(TextRecord)
		d.settle()
		d.captured <- "ctrl+shift+f9"
		d.wantField("hotkey", "Ctrl+Shift+F9")
		d.wantLeases(true, false)
	})
}

func TestARefusedChordLeavesTheRecordingOnForAnotherTry(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(TextRecord)
		d.press(ctrl, fyne.KeyC)
		d.wantSaid("no chord: Ctrl+C")
		d.press(fyne.KeyUnknown)
		d.wantSaid(TextRecordUnknown)
		d.wantField("hotkey", "Ctrl+Shift+F9")
		d.wantLeases(true)
		d.press(ctrl, fyne.KeyF8)
		d.wantField("hotkey", "Ctrl+F8")
		d.wantLeases(true, false)
	})
}

// Space presses a button, but during a recording it is a key like any other.
func TestASpaceThatEndsARecordingDoesNotStartTheNext(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(TextRecord)
		d.press(ctrl, shift, fyne.KeySpace)
		d.wantField("hotkey", "Ctrl+Shift+Space")
		d.wantLeases(true, false)
		d.press(fyne.KeySpace)
		d.wantLeases(true, false, true)
	})
}

// Keys count only once the lease is held, because until then the chord in use toggles
// hold.
func TestNoKeyCountsBeforeTheLeaseIsHeld(t *testing.T) {
	slow := make(chan struct{})
	sitWith(t, func(d *desk) { slow = make(chan struct{}); d.slow = slow }, func(d *desk) {
		d.tap(TextRecord)
		d.wantSaid(TextRecordWaiting)
		d.wantNotSaid(TextRecordPress)
		d.press(ctrl, fyne.KeyF8)
		d.wantField("hotkey", "Ctrl+Shift+F9")
		close(slow)
		d.wantSaid(TextRecordPress)
		d.press(ctrl, fyne.KeyF8)
		d.wantField("hotkey", "Ctrl+F8")
	})
}

func TestARefusedLeaseIsSaidAndNothingIsRecorded(t *testing.T) {
	sitWith(t, func(d *desk) { d.noLease = "the resident is silent" }, func(d *desk) {
		d.tap(TextRecord)
		d.wantSaid("the resident is silent")
		d.press(ctrl, fyne.KeyF8)
		d.wantField("hotkey", "Ctrl+Shift+F9")
		d.wantLeases(true)
	})
}

// The lease is released once, however a recording ends.
func TestTheLeaseIsGivenBack(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(d *desk)
		said string
	}{
		{"another field has the focus", func(d *desk) { d.w.Canvas().Focus(d.f.token.entry) }, TextRecordStopped},
		{"the window is not active any more", func(d *desk) { d.f.capture.Record.FocusLost() }, TextRecordStopped},
		{"Escape", func(d *desk) { d.press(fyne.KeyEscape) }, TextRecordStopped},
		{"Cancel", func(d *desk) { d.tap(TextRecordCancel) }, TextRecordStopped},
		{"30 seconds", func(d *desk) { time.Sleep(captureTimeout) }, TextRecordTimeout},
		{"the resident ends it", func(d *desk) { d.captured <- "" }, TextRecordStopped},
		{"the resident is gone", func(d *desk) { close(d.captured) }, TextRecordStopped},
		{"the resident forwards what is no chord", func(d *desk) { d.captured <- "Ctrl+C" }, "no chord: Ctrl+C"},
		{"Save", func(d *desk) { d.tap(TextSave) }, TextNothing},
		{"the window closes", func(d *desk) { d.f.close() }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sit(t, func(d *desk) {
				d.tap(TextRecord)
				d.wantLeases(true)
				tt.end(d)
				d.wantLeases(true, false)
				if tt.said != "" {
					d.wantSaid(tt.said)
				}
				d.wantField("hotkey", "Ctrl+Shift+F9")
				time.Sleep(2 * captureTimeout)
				d.wantLeases(true, false)
			})
		})
	}
}

func TestTheLeaseLastsNoLongerThanThirtySeconds(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(TextRecord)
		time.Sleep(captureTimeout - time.Millisecond)
		d.press(ctrl, fyne.KeyC) // a try that is refused does not prolong it
		d.wantLeases(true)
		time.Sleep(time.Millisecond)
		d.wantLeases(true, false)
	})
}

// A lease that is granted after its recording ended is released at once.
func TestALateLeaseIsGivenBack(t *testing.T) {
	var slow chan struct{}
	sitWith(t, func(d *desk) { slow = make(chan struct{}); d.slow = slow }, func(d *desk) {
		d.tap(TextRecord)
		d.settle()
		d.press(fyne.KeyEscape)
		d.wantLeases(true)
		close(slow)
		d.wantLeases(true, false)
		d.wantNotSaid(TextRecordPress)
	})
}

// If recording is ended and started again while the resident is slow, the second
// recording either holds the lease or does not say "press the keys".
func TestASecondRecordingWhileTheResidentIsSlow(t *testing.T) {
	var slow chan struct{}
	sitWith(t, func(d *desk) { slow = make(chan struct{}); d.slow = slow }, func(d *desk) {
		d.tap(TextRecord)
		d.settle()
		d.tap(TextRecordCancel)
		d.tap(TextRecord)
		d.wantNotSaid(TextRecordPress)
		close(slow)
		d.wantSaid(TextRecordPress)
		d.mu.Lock()
		held := d.leases[len(d.leases)-1]
		d.mu.Unlock()
		if !held {
			t.Error("the form says press the keys, and the lease was given back")
		}
	})
}

// The lease was granted, but the recording ended and another began before Fyne's
// goroutine was told: the answer to the first request says nothing about the second.
func TestAnOldLeaseDoesNotServeTheNextRecording(t *testing.T) {
	sit(t, func(d *desk) {
		d.f.capture.record.toggle()
		synctest.Wait()
		d.f.capture.record.toggle()
		synctest.Wait()
		d.mu.Lock()
		slow := make(chan struct{})
		d.slow = slow
		d.mu.Unlock()
		d.f.capture.record.toggle()
		d.wantLeases(true, false, true)
		d.wantNotSaid(TextRecordPress)
		close(slow)
		d.wantSaid(TextRecordPress)
	})
}

// While a window is dragged, Fyne's goroutine may be blocked.
func TestTheLeaseEndsInTimeThoughFyneStandsStill(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap(TextRecord)
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

// After the window closed, Fyne would run posted functions on any goroutine, while its
// driver no longer exists.
func TestAClosedWindowIsNotWrittenTo(t *testing.T) {
	var slow chan struct{}
	sitWith(t, func(d *desk) { slow = make(chan struct{}); d.slow = slow }, func(d *desk) {
		d.tap(TextRecord)
		d.settle()
		d.f.close()
		close(slow)
		synctest.Wait()
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.posted) != 0 {
			t.Errorf("got %d functions for Fyne's goroutine after the end, want none", len(d.posted))
		}
	})
}

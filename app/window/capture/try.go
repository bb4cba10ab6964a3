//go:build !nowindow

package capture

import "fyne.io/fyne/v2/widget"

// Names of the sentences that a trial says. The comment after each gives its meaning in
// English; %s stands for an argument.
const (
	TextTry        = "try"         // Test hotkey
	TextTryCancel  = "try_cancel"  // Done
	TextTryPress   = "try_press"   // Press %s now. Hold is not toggled.
	TextTryHeard   = "try_heard"   // It works: %s arrived, and hold was not toggled. The key toggles hold again after Done or Esc.
	TextTryHere    = "try_here"    // %s reached this window but not Wolkvox Hold, so the hotkey does nothing now. Start Wolkvox Hold, or choose another hotkey.
	TextTryOther   = "try_other"   // That was %s. The hotkey is %s.
	TextTryUnsaved = "try_unsaved" // Save first: this tests the saved hotkey.
	TextTryNothing = "try_nothing" // %s did not arrive within 30 seconds. Choose another hotkey, or check that Wolkvox Hold is running.
	TextTryOver    = "try_over"    // The test is over. The hotkey toggles hold again.
)

// tryPart tries the hotkey in effect: the button turns green when the resident forwards
// it, and nothing is toggled. It holds the lease until the person presses Done, leaves
// the button, or 30 seconds have passed, because people press a key twice to try it.
type tryPart struct {
	keyCapture
	chord   string // the hotkey in effect
	arrived bool   // at least once
}

func newTryPart(p *Buttons) *tryPart {
	t := &tryPart{keyCapture: keyCapture{p: p, idleText: TextTry, busyText: TextTryCancel, endText: TextTryOver}}
	t.mode = t
	return t
}

func (t *tryPart) buttonPressed() {
	chord, unsaved := t.p.b.InEffect()
	if unsaved {
		t.problem(TextTryUnsaved)
		return
	}
	t.chord, t.arrived = chord, false
	t.startCapture()
}

func (t *tryPart) leaseHeld() { t.say(TextTryPress, t.chord) }

// hotkeyForwarded shows that everything up to the toggle itself works.
func (t *tryPart) hotkeyForwarded(chord string) {
	if chord == "" {
		t.timedOut()
		return
	}
	t.arrived = true
	t.button.Importance = widget.SuccessImportance
	t.button.Refresh()
	t.p.note.Good(t.p.b.Text(TextTryHeard, chord))
	t.p.b.Tried()
}

func (t *tryPart) timedOut() {
	t.stop()
	if !t.arrived {
		t.problem(TextTryNothing, t.chord)
	}
}

// keyPressed gets the keys of the window. A hotkey that works is not among them: the
// desktop sends it to the resident.
func (t *tryPart) keyPressed(chord string, kind keyKind) {
	if kind != keyChord {
		return
	}
	if canonical, problem := t.p.b.ParseChord(chord); problem == "" {
		chord = canonical
	}
	if chord == t.chord {
		t.problem(TextTryHere, chord)
	} else {
		t.problem(TextTryOther, chord, t.chord)
	}
}

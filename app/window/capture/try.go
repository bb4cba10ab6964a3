//go:build !nowindow

package capture

import "fyne.io/fyne/v2/widget"

// tryPart tries the hotkey in effect: the button turns green when the resident forwards
// it, and nothing is toggled. It holds the lease until the person presses Done, leaves
// the button, or 30 seconds have passed, because people press a key twice to try it.
type tryPart struct {
	keyCapture
	chord   string // the hotkey in effect
	arrived bool   // at least once
}

func newTryPart(p *Buttons) *tryPart {
	t := &tryPart{keyCapture: keyCapture{p: p, idleText: "try", busyText: "try_cancel", endText: "try_over"}}
	t.mode = t
	return t
}

func (t *tryPart) buttonPressed() {
	chord, unsaved := t.p.b.InEffect()
	if unsaved {
		t.problem("try_unsaved")
		return
	}
	t.chord, t.arrived = chord, false
	t.startCapture()
}

func (t *tryPart) leaseHeld() { t.say("try_press", t.chord) }

// hotkeyForwarded shows that everything up to the toggle itself works.
func (t *tryPart) hotkeyForwarded(chord string) {
	if chord == "" {
		t.timedOut()
		return
	}
	t.arrived = true
	t.button.Importance = widget.SuccessImportance
	t.button.Refresh()
	t.p.note.Good(t.p.b.Text("try_heard", chord))
	t.p.b.Tried()
}

func (t *tryPart) timedOut() {
	t.stop()
	if !t.arrived {
		t.problem("try_nothing", t.chord)
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
		t.problem("try_here", chord)
	} else {
		t.problem("try_other", chord, t.chord)
	}
}

//go:build !nowindow

package capture

import "strings"

// Names of the sentences that a recording says. The comment after each gives its meaning in
// English; %s stands for an argument.
const (
	TextRecord        = "record"         // Capture…
	TextRecordCancel  = "record_cancel"  // Cancel
	TextRecordWaiting = "record_waiting" // One moment…
	TextRecordPress   = "record_press"   // Press the keys now. Hold is not toggled meanwhile. Esc cancels.
	TextRecordKeys    = "record_keys"    // Pressed: %s
	TextRecordUnknown = "record_unknown" // This key is not known. Press another one, or type the hotkey as text.
	TextRecordKeypad  = "record_keypad"  // Keys on the number pad cannot be a hotkey. Use the digits above the letters.
	TextRecordDone    = "record_done"    // Captured. Click Save to use it.
	TextRecordTimeout = "record_timeout" // No keys within 30 seconds. The hotkey did not change.
	TextRecordStopped = "record_stopped" // Canceled. The hotkey did not change.
)

// recordPart records a chord by pressing it.
type recordPart struct{ keyCapture }

func newRecordPart(p *Buttons) *recordPart {
	r := &recordPart{keyCapture{p: p, idleText: TextRecord, busyText: TextRecordCancel, endText: TextRecordStopped}}
	r.mode = r
	return r
}

func (r *recordPart) buttonPressed() { r.startCapture() }
func (r *recordPart) leaseHeld()     { r.say(TextRecordPress) }
func (r *recordPart) timedOut()      { r.end(r.p.b.Text(TextRecordTimeout)) }

// hotkeyForwarded ends the recording even if the chord is refused: a resident may end the
// lease after one forwarded chord, and the next press would toggle hold.
func (r *recordPart) hotkeyForwarded(chord string) {
	if chord == "" {
		r.stop()
		return
	}
	if problem := r.take(chord); problem != "" {
		r.end("")
		r.p.note.Problem(problem)
	}
}

func (r *recordPart) keyPressed(chord string, kind keyKind) {
	switch kind {
	case keyChord: // after a refused chord the recording goes on, for another try
		if problem := r.take(chord); problem != "" {
			r.p.note.Problem(problem)
		}
	case keyModifier:
		r.say(TextRecordKeys, strings.TrimSuffix(chord, "+"))
	case keyKeypad:
		r.problem(TextRecordKeypad)
	case keyUnknown:
		r.problem(TextRecordUnknown)
	}
}

// take accepts a complete chord and ends the recording, or returns why it is refused.
func (r *recordPart) take(chord string) (problem string) {
	canonical, problem := r.p.b.ParseChord(chord)
	if problem != "" {
		return problem
	}
	r.end("")
	r.p.b.Recorded(canonical)
	r.p.note.Good(r.p.b.Text(TextRecordDone))
	return ""
}

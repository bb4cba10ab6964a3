//go:build !nowindow

package capture

import "strings"

// recordPart records a chord by pressing it.
type recordPart struct{ keyCapture }

func newRecordPart(p *Buttons) *recordPart {
	r := &recordPart{keyCapture{p: p, idleText: "record", busyText: "record_cancel", endText: "record_stopped"}}
	r.mode = r
	return r
}

func (r *recordPart) buttonPressed() { r.startCapture() }
func (r *recordPart) leaseHeld()     { r.say("record_press") }
func (r *recordPart) timedOut()      { r.end(r.p.b.Text("record_timeout")) }

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
		r.say("record_keys", strings.TrimSuffix(chord, "+"))
	case keyKeypad:
		r.problem("record_keypad")
	case keyUnknown:
		r.problem("record_unknown")
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
	r.p.note.Good(r.p.b.Text("record_done"))
	return ""
}

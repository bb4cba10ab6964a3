//go:build !nowindow

package form

import (
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// captureTimeout limits a recording or trial, and so the capture lease (design.md,
// section 3).
const captureTimeout = 30 * time.Second

// keyCapture is a button that captures keys: those that the window gets, and, while the
// capture lease is held, the hotkey, which the resident then forwards instead of toggling
// hold. It is the common part of recordPart and tryPart.
type keyCapture struct {
	f                  *Form
	mode               captureMode
	idleText, busyText string // on the button
	endText            string // the note when the capture is stopped without a result
	button             *recordButton
	session            *captureSession // nil while nothing is captured
}

// captureMode is what the captured keys are used for.
type captureMode interface {
	buttonPressed()
	leaseHeld()                            // from now on keys count
	keyPressed(chord string, kind keyKind) // a key went down in the window, or a modifier up
	hotkeyForwarded(chord string)          // from the resident; "" is the end of the lease
	timedOut()
}

// captureSession lasts from the press of the button to the end of the capture.
type captureSession struct {
	keys    keys
	request int  // the lease's request number
	held    bool // the lease is held: keys count, and the hotkey toggles nothing
	limit   *time.Timer
	done    chan struct{}
}

// newButton makes the button, again after each change of language.
func (c *keyCapture) newButton() *recordButton {
	c.button = &recordButton{c: c}
	c.button.set(c.button, c.f.b.Text(c.idleText), c.toggle)
	return c.button
}

func (c *keyCapture) active() bool { return c.session != nil }

func (c *keyCapture) toggle() {
	if c.active() {
		c.stop()
		return
	}
	c.mode.buttonPressed()
}

// startCapture asks for the lease. Keys count only once it is held, because until then
// the hotkey in use toggles hold.
func (c *keyCapture) startCapture() {
	f := c.f
	f.w.Canvas().Focus(c.button)
	if f.w.Canvas().Focused() != c.button {
		return // without the focus no key arrives, and no loss of focus ends the capture
	}
	session := &captureSession{done: make(chan struct{})}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		session.keys.live = d.CurrentKeyModifiers
	}
	c.session = session
	c.button.SetText(f.b.Text(c.busyText))
	c.say(TextRecordWaiting)
	session.request = f.record.lease.acquire()
	session.limit = time.AfterFunc(captureTimeout, func() {
		f.record.lease.release() // at once: Fyne's goroutine is blocked while the window is dragged
		c.runIfCurrent(session, c.mode.timedOut)
	})
}

// runIfCurrent runs then on Fyne's goroutine, unless that session has ended by then.
func (c *keyCapture) runIfCurrent(that *captureSession, then func()) {
	c.f.work.UI(func() {
		if c.session == that {
			then()
		}
	})
}

// leaseChanged is called with the resident's answer; see lease.onChange.
func (c *keyCapture) leaseChanged(request int, held bool, problem string) {
	session := c.session
	switch {
	case session == nil || session.request != request:
	case held:
		session.held = true
		c.mode.leaseHeld()
		c.f.work.Go(func() { c.listen(session) })
	case problem != "": // without a problem it was released, and the session is about to end
		c.end("")
		c.f.record.entry.note.problem(problem)
	}
}

// listen waits, in the background, for the chords that the resident forwards.
func (c *keyCapture) listen(session *captureSession) {
	for {
		select {
		case <-session.done:
			return
		case chord := <-c.f.b.Captured:
			c.runIfCurrent(session, func() { c.mode.hotkeyForwarded(chord) })
			if chord == "" {
				return
			}
		}
	}
}

// press is called when a key goes down while the button has the focus.
func (c *keyCapture) press(e *fyne.KeyEvent) {
	chord, kind := c.session.keys.press(e)
	switch {
	case kind == keyCancel:
		c.stop()
	case c.session.held:
		c.mode.keyPressed(chord, kind)
	}
}

// release is called when a key goes up.
func (c *keyCapture) release(e *fyne.KeyEvent) {
	if left := c.session.keys.release(e); c.session.held && left != "" && modifierName(e.Name, runtime.GOOS) != "" {
		c.mode.keyPressed(left, keyModifier)
	}
}

func (c *keyCapture) say(text string, args ...any) {
	c.f.record.entry.note.say(c.f.b.Text(text, args...))
}

func (c *keyCapture) problem(text string, args ...any) {
	c.f.record.entry.note.problem(c.f.b.Text(text, args...))
}

// stop ends the capture without a result.
func (c *keyCapture) stop() { c.end(c.f.b.Text(c.endText)) }

// end ends the capture, if there is one, and releases the lease.
func (c *keyCapture) end(why string) {
	session := c.session
	if session == nil {
		return
	}
	c.session = nil
	session.limit.Stop()
	close(session.done)
	c.f.record.lease.release()
	c.button.Importance = widget.MediumImportance
	c.button.SetText(c.f.b.Text(c.idleText))
	c.f.record.entry.note.say(why)
}

// recordPart is the hotkey field: a chord that is typed as text, or recorded by pressing
// it.
type recordPart struct {
	keyCapture
	lease *lease // shared with tryPart

	entry *field            // the chord as text
	text  fyne.CanvasObject // where it is typed
}

func newRecordPart(f *Form) *recordPart {
	r := &recordPart{keyCapture: keyCapture{f: f, idleText: TextRecord, busyText: TextRecordCancel, endText: TextRecordStopped}}
	r.mode = r
	r.lease = &lease{
		capture:    f.b.Capture,
		background: f.work.Go,
		onChange: func(request int, held bool, problem string) {
			f.work.UI(func() {
				r.leaseChanged(request, held, problem)
				f.try.leaseChanged(request, held, problem)
			})
		},
	}
	return r
}

// field makes the inputs, again after each change of language.
func (r *recordPart) field() *field {
	text := r.f.b.Text
	r.entry = r.f.entryField(string(settings.Hotkey), text(TextHotkey), text(TextHotkeyHint))
	r.text = r.entry.input
	buttons := container.NewHBox(r.newButton(), r.f.try.newButton())
	r.entry.input = container.NewBorder(nil, nil, nil, buttons, r.entry.input)
	return r.entry
}

func (r *recordPart) setLocked(locked bool) {
	if locked {
		r.end("")
	}
	setEnabled(r.button, !locked)
}

func (r *recordPart) buttonPressed() { r.startCapture() }
func (r *recordPart) leaseHeld()     { r.say(TextRecordPress) }
func (r *recordPart) timedOut()      { r.end(r.f.b.Text(TextRecordTimeout)) }

// hotkeyForwarded ends the recording even if the chord is refused: a resident may end the
// lease after one forwarded chord, and the next press would toggle hold.
func (r *recordPart) hotkeyForwarded(chord string) {
	if chord == "" {
		r.stop()
		return
	}
	if problem := r.take(chord); problem != "" {
		r.end("")
		r.entry.note.problem(problem)
	}
}

func (r *recordPart) keyPressed(chord string, kind keyKind) {
	switch kind {
	case keyChord: // after a refused chord the recording goes on, for another try
		if problem := r.take(chord); problem != "" {
			r.entry.note.problem(problem)
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
	canonical, problem := r.f.b.ParseChord(chord)
	if problem != "" {
		return problem
	}
	r.end("")
	r.entry.set(canonical)
	r.entry.note.good(r.f.b.Text(TextRecordDone))
	return ""
}

// tryPart tries the hotkey in effect: the button turns green when the resident forwards
// it, and nothing is toggled. It holds the lease until the person presses Done, leaves
// the button, or 30 seconds have passed, because people press a key twice to try it.
type tryPart struct {
	keyCapture
	chord   string // the hotkey in effect
	arrived bool   // at least once
}

func newTryPart(f *Form) *tryPart {
	p := &tryPart{keyCapture: keyCapture{f: f, idleText: TextTry, busyText: TextTryCancel, endText: TextTryOver}}
	p.mode = p
	return p
}

func (p *tryPart) buttonPressed() {
	hotkey := p.f.record.entry
	if hotkey.edited() {
		p.problem(TextTryUnsaved)
		return
	}
	p.chord, p.arrived = hotkey.loaded, false
	p.startCapture()
}

func (p *tryPart) leaseHeld() { p.say(TextTryPress, p.chord) }

// hotkeyForwarded shows that everything up to the toggle itself works.
func (p *tryPart) hotkeyForwarded(chord string) {
	if chord == "" {
		p.timedOut()
		return
	}
	p.arrived = true
	p.button.Importance = widget.SuccessImportance
	p.button.Refresh()
	p.f.record.entry.note.good(p.f.b.Text(TextTryHeard, chord))
	p.f.guide.tried = true
	p.f.guide.refresh()
}

func (p *tryPart) timedOut() {
	p.stop()
	if !p.arrived {
		p.problem(TextTryNothing, p.chord)
	}
}

// keyPressed gets the keys of the window. A hotkey that works is not among them: the
// desktop sends it to the resident.
func (p *tryPart) keyPressed(chord string, kind keyKind) {
	if kind != keyChord {
		return
	}
	if canonical, problem := p.f.b.ParseChord(chord); problem == "" {
		chord = canonical
	}
	if chord == p.chord {
		p.problem(TextTryHere, chord)
	} else {
		p.problem(TextTryOther, chord, p.chord)
	}
}

// recordButton gives its keys to the capture while one is active. It keeps the focus for
// that time.
type recordButton struct {
	Button
	c *keyCapture
	// capturedKey is the key that went to the capture last, and may have ended it. The
	// repeats of that key do not press the button.
	capturedKey fyne.KeyName
}

// FocusGained implements fyne.Focusable.
func (b *recordButton) FocusGained() {
	b.Button.FocusGained()
	b.c.f.reveal(b)
}

// FocusLost is also called when the window is no longer active.
func (b *recordButton) FocusLost() {
	b.Button.FocusLost()
	if b.c.active() {
		b.c.stop()
	}
}

// Tapped ends an active capture itself. Fyne's buttons give up the focus when tapped:
// that would end the capture, and the tap would then start the next one.
func (b *recordButton) Tapped(e *fyne.PointEvent) {
	if b.c.active() {
		b.c.toggle()
		return
	}
	b.Button.Tapped(e)
}

// KeyDown is called when a key goes down, without the keyboard's repeats.
func (b *recordButton) KeyDown(e *fyne.KeyEvent) {
	if b.c.active() {
		b.capturedKey = e.Name
		b.c.press(e)
	}
}

// KeyUp is called when a key goes up.
func (b *recordButton) KeyUp(e *fyne.KeyEvent) {
	if b.capturedKey == e.Name {
		b.capturedKey = fyne.KeyUnknown
	}
	if b.c.active() {
		b.c.release(e)
	}
}

// TypedKey lets Space and Enter press the button, unless they are being captured.
func (b *recordButton) TypedKey(e *fyne.KeyEvent) {
	if b.c.active() || b.capturedKey == e.Name {
		return
	}
	if e.Name == fyne.KeyEscape {
		b.c.f.escape()
		return
	}
	b.Button.TypedKey(e)
}

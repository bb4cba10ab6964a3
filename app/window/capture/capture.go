//go:build !nowindow

package capture

import (
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// captureTimeout limits a recording or trial, and so the capture lease (design.md,
// section 3).
const captureTimeout = 30 * time.Second

// keyCapture is a button that captures keys. It is the common part of recordPart and
// tryPart.
//
// The chord in use must not toggle hold while somebody presses it to record it. So the
// button asks the resident for the capture lease (design.md, section 3), and says "press
// the keys" only when it holds the lease. It releases the lease when the chord is complete,
// on Escape, when the focus or the active window changes, when the window closes, and after
// 30 seconds. Opening the window asks for nothing.
//
// The focused button gets the keys, except for the chord in use: the desktop sends that to
// the resident, which forwards it through [Backend].Captured.
type keyCapture struct {
	p                  *Buttons
	mode               captureMode
	idleText, busyText string // on the button
	endText            string // the note when the capture is stopped without a result
	button             *Button
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
func (c *keyCapture) newButton() *Button {
	c.button = &Button{c: c}
	c.button.Extend(c.button, c.p.b.Text(c.idleText), c.toggle)
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
	canvas := c.p.b.Window.Canvas()
	canvas.Focus(c.button)
	if canvas.Focused() != c.button {
		return // without the focus no key arrives, and no loss of focus ends the capture
	}
	session := &captureSession{done: make(chan struct{})}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		session.keys.live = d.CurrentKeyModifiers
	}
	c.session = session
	c.button.SetText(c.p.b.Text(c.busyText))
	c.say("record_waiting")
	session.request = c.p.lease.acquire()
	session.limit = time.AfterFunc(captureTimeout, func() {
		c.p.lease.release() // at once: Fyne's goroutine is blocked while the window is dragged
		c.runIfCurrent(session, c.mode.timedOut)
	})
}

// runIfCurrent runs then on Fyne's goroutine, unless that session has ended by then.
func (c *keyCapture) runIfCurrent(that *captureSession, then func()) {
	c.p.b.Work.UI(func() {
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
		c.p.b.Work.Go(func() { c.listen(session) })
	case problem != "": // without a problem it was released, and the session is about to end
		c.end("")
		c.p.note.Problem(problem)
	}
}

// listen waits, in the background, for the chords that the resident forwards.
func (c *keyCapture) listen(session *captureSession) {
	for {
		select {
		case <-session.done:
			return
		case chord := <-c.p.b.Captured:
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
	c.p.note.Say(c.p.b.Text(text, args...))
}

func (c *keyCapture) problem(text string, args ...any) {
	c.p.note.Problem(c.p.b.Text(text, args...))
}

// stop ends the capture without a result.
func (c *keyCapture) stop() { c.end(c.p.b.Text(c.endText)) }

// end ends the capture, if there is one, and releases the lease.
func (c *keyCapture) end(why string) {
	session := c.session
	if session == nil {
		return
	}
	c.session = nil
	session.limit.Stop()
	close(session.done)
	c.p.lease.release()
	c.button.Importance = widget.MediumImportance
	c.button.SetText(c.p.b.Text(c.idleText))
	c.p.note.Say(why)
}

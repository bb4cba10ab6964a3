//go:build !nowindow

package capture

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/background"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// Backend is all that the buttons know of the window that they are in, and of the rest of
// the program. No function may be nil. Capture is called in the background and may block;
// all others are called on Fyne's goroutine.
type Backend struct {
	Window fyne.Window
	Work   *background.Work
	// Text, Capture, Captured and ParseChord are as in form.Backend.
	Text       func(id string, args ...any) string
	Capture    func(on bool) (problem string)
	Captured   <-chan string
	ParseChord func(text string) (canonical, problem string)
	// InEffect returns the hotkey in effect, and whether another one was typed and is not
	// saved.
	InEffect func() (chord string, unsaved bool)
	// Recorded shows a chord that was recorded as the one that was typed.
	Recorded func(chord string)
	// Tried is called when a hotkey that is tried has arrived.
	Tried func()
	// Reveal scrolls to a button that got the focus.
	Reveal func(button fyne.CanvasObject)
	// Escape is called for Escape while no keys are captured.
	Escape func()
}

// Buttons are the two buttons beside the input of the hotkey.
type Buttons struct {
	// Make replaces Record and Try.
	Record, Try *Button

	b      Backend
	lease  *lease        // shared by both, since only one of them captures at a time
	note   *widgets.Note // beside the input
	record *recordPart
	try    *tryPart
}

// New returns the buttons. Make has to be called before they are shown.
func New(b Backend) *Buttons {
	p := &Buttons{b: b}
	p.record, p.try = newRecordPart(p), newTryPart(p)
	p.lease = &lease{
		capture:    b.Capture,
		background: b.Work.Go,
		onChange: func(request int, held bool, problem string) {
			b.Work.UI(func() {
				p.record.leaseChanged(request, held, problem)
				p.try.leaseChanged(request, held, problem)
			})
		},
	}
	return p
}

// Make makes the buttons, again after each change of language. The note says what happens.
func (p *Buttons) Make(note *widgets.Note) fyne.CanvasObject {
	p.note = note
	p.Record, p.Try = p.record.newButton(), p.try.newButton()
	return container.NewHBox(p.Record, p.Try)
}

// SetLocked says whether only IT can change the hotkey. It can still be tried.
func (p *Buttons) SetLocked(locked bool) {
	if locked {
		p.record.end("")
		p.Record.Disable()
	} else {
		p.Record.Enable()
	}
}

// End ends a recording or trial, and releases the lease.
func (p *Buttons) End() {
	p.record.end("")
	p.try.end("")
}

// Button gives its keys to the capture while one is active. It keeps the focus for
// that time.
type Button struct {
	widgets.Button
	c *keyCapture
	// capturedKey is the key that went to the capture last, and may have ended it. The
	// repeats of that key do not press the button.
	capturedKey fyne.KeyName
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	b.c.p.b.Reveal(b)
}

// FocusLost is also called when the window is no longer active.
func (b *Button) FocusLost() {
	b.Button.FocusLost()
	if b.c.active() {
		b.c.stop()
	}
}

// Tapped ends an active capture itself. Fyne's buttons give up the focus when tapped:
// that would end the capture, and the tap would then start the next one.
func (b *Button) Tapped(e *fyne.PointEvent) {
	if b.c.active() {
		b.c.toggle()
		return
	}
	b.Button.Tapped(e)
}

// KeyDown is called when a key goes down, without the keyboard's repeats.
func (b *Button) KeyDown(e *fyne.KeyEvent) {
	if b.c.active() {
		b.capturedKey = e.Name
		b.c.press(e)
	}
}

// KeyUp is called when a key goes up.
func (b *Button) KeyUp(e *fyne.KeyEvent) {
	if b.capturedKey == e.Name {
		b.capturedKey = fyne.KeyUnknown
	}
	if b.c.active() {
		b.c.release(e)
	}
}

// TypedKey lets Space and Enter press the button, unless they are being captured.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if b.c.active() || b.capturedKey == e.Name {
		return
	}
	if e.Name == fyne.KeyEscape {
		b.c.p.b.Escape()
		return
	}
	b.Button.TypedKey(e)
}

//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// The inputs of this form are Fyne's, with two more keys: Escape closes the window, and
// Enter saves or presses the button.

// handleKey handles the keys of the form, and reports whether the key was one of them.
func (f *Form) handleKey(e *fyne.KeyEvent, enter func()) bool {
	switch e.Name {
	case fyne.KeyEscape:
		f.escape()
	case fyne.KeyReturn, fyne.KeyEnter:
		if enter == nil {
			return false
		}
		enter()
	default:
		return false
	}
	return true
}

// escape answers an open question with no, or closes the window. If something is not
// saved, the first press only warns.
func (f *Form) escape() {
	if f.token.confirm.Visible() {
		f.token.cancelConfirm()
		return
	}
	if f.unsaved() && !f.warned {
		f.status.Problem(f.b.Text("unsaved"))
		f.warned = true
		return
	}
	f.w.Close()
}

// reveal scrolls to an input that got the focus: Tab also reaches inputs that are not on
// the screen.
func (f *Form) reveal(o fyne.CanvasObject) {
	if o == f.saveButton || o == f.check.button {
		return // they do not scroll
	}
	f.revealArea(o, o.Size().Height)
}

// revealArea scrolls to the area that begins with first and has that height, or to its
// beginning if it does not fit. Fyne (2.8.1) knows only the positions of what it has
// drawn, so first must have been drawn.
func (f *Form) revealArea(first fyne.CanvasObject, height float32) {
	const margin = 8
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(first).Y - d.AbsolutePositionForObject(f.scroll.Content).Y - margin
	bottom := top + height + 2*margin
	at := f.scroll.Offset
	switch height := f.scroll.Size().Height; {
	case top < at.Y:
		at.Y = max(0, top)
	case bottom > at.Y+height:
		at.Y = min(top, bottom-height)
	default:
		return
	}
	f.scroll.ScrollToOffset(at)
}

type entry struct {
	widget.Entry
	f *Form
	// onFocusLost may be nil.
	onFocusLost func()
}

func newEntry(f *Form) *entry {
	e := &entry{f: f}
	e.ExtendBaseWidget(e)
	return e
}

// newSecretEntry is an entry that shows dots.
func newSecretEntry(f *Form) *entry {
	e := newEntry(f)
	e.Password = true
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	return e
}

func (e *entry) TypedKey(k *fyne.KeyEvent) {
	if !e.f.handleKey(k, nil) { // an entry handles Enter itself
		e.Entry.TypedKey(k)
	}
}

func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.f.reveal(e)
}

func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocusLost != nil {
		e.onFocusLost()
	}
}

type dropdown struct {
	widget.Select
	f *Form
}

func newDropdown(f *Form, words []string) *dropdown {
	l := &dropdown{f: f}
	l.Options = words
	l.PlaceHolder = " "
	l.ExtendBaseWidget(l)
	return l
}

func (l *dropdown) FocusGained() {
	l.Select.FocusGained()
	l.f.reveal(l)
}

func (l *dropdown) TypedKey(k *fyne.KeyEvent) {
	if !l.f.handleKey(k, l.f.save) {
		l.Select.TypedKey(k)
	}
}

type check struct {
	widget.Check
	f *Form
}

func newCheck(f *Form, text string) *check {
	c := &check{f: f}
	c.Text = text
	c.ExtendBaseWidget(c)
	return c
}

func (c *check) FocusGained() {
	c.Check.FocusGained()
	c.f.reveal(c)
}

func (c *check) TypedKey(k *fyne.KeyEvent) {
	if !c.f.handleKey(k, c.f.save) {
		c.Check.TypedKey(k)
	}
}

type button struct {
	widgets.Button
	f *Form
}

func newButton(f *Form, text string, tapped func()) *button {
	b := &button{f: f}
	b.Extend(b, text, tapped)
	return b
}

func (b *button) FocusGained() {
	b.Button.FocusGained()
	b.f.reveal(b)
}

func (b *button) TypedKey(k *fyne.KeyEvent) {
	if !b.f.handleKey(k, func() { b.Button.TypedKey(k) }) {
		b.Button.TypedKey(k)
	}
}

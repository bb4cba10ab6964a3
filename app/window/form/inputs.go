//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The inputs of this form are Fyne's, and hand on two keys that those keep to
// themselves: Escape closes the window, Enter saves or presses the button.

// answers reports whether the form answered a key in an input's place.
func (f *Form) answers(e *fyne.KeyEvent, enter func()) bool {
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

// escape answers an open question with no, and else closes the window. What was
// typed and not saved is not lost by one press.
func (f *Form) escape() {
	if f.token.ask.Visible() {
		f.token.keep()
		return
	}
	if f.unsaved() && !f.warned {
		f.status.problem(f.b.Text(TextUnsaved))
		f.warned = true
		return
	}
	f.w.Close()
}

// reveal scrolls to an input that has got the focus: by Tab it comes to those that
// are not on the screen, too.
func (f *Form) reveal(o fyne.CanvasObject) {
	if o == f.saveButton || o == f.check.button {
		return // they do not scroll
	}
	f.revealFrom(o, o.Size().Height)
}

// revealFrom scrolls to what begins with first and is that high; if there is no room
// for all of it, to its beginning. Fyne (2.8.1) knows the place on the screen only of
// what it has drawn, so first must have been.
func (f *Form) revealFrom(first fyne.CanvasObject, height float32) {
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
	// left is called when the entry loses the focus; nil for nothing.
	left func()
}

func newEntry(f *Form) *entry {
	e := &entry{f: f}
	e.ExtendBaseWidget(e)
	return e
}

// newSecretEntry is an entry that shows dots.
func newSecretEntry(f *Form) *entry {
	e := &entry{f: f}
	e.Password = true
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.ExtendBaseWidget(e)
	return e
}

func (e *entry) TypedKey(k *fyne.KeyEvent) {
	if !e.f.answers(k, nil) { // an entry knows Enter
		e.Entry.TypedKey(k)
	}
}

func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.f.reveal(e)
}

func (e *entry) FocusLost() {
	e.Entry.FocusLost()
	if e.left != nil {
		e.left()
	}
}

type list struct {
	widget.Select
	f *Form
}

func newList(f *Form, words []string) *list {
	l := &list{f: f}
	l.Options = words
	l.PlaceHolder = " "
	l.ExtendBaseWidget(l)
	return l
}

func (l *list) FocusGained() {
	l.Select.FocusGained()
	l.f.reveal(l)
}

func (l *list) TypedKey(k *fyne.KeyEvent) {
	if !l.f.answers(k, l.f.save) {
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
	if !c.f.answers(k, c.f.save) {
		c.Check.TypedKey(k)
	}
}

type button struct {
	Button
	f *Form
}

func newButton(f *Form, text string, tapped func()) *button {
	b := &button{f: f}
	b.set(b, text, tapped)
	return b
}

func (b *button) FocusGained() {
	b.Button.FocusGained()
	b.f.reveal(b)
}

func (b *button) TypedKey(k *fyne.KeyEvent) {
	if !b.f.answers(k, func() { b.Button.TypedKey(k) }) {
		b.Button.TypedKey(k)
	}
}

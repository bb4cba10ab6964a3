//go:build !nowindow

package extension

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/background"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// maxExtension is the most digits that the input takes. Package settings checks the
// extension again.
const maxExtension = 20

// Backend is all that the extension window knows of the rest of the program.
// Save is called in the background, one call at a time, and may block.
type Backend struct {
	// Version is the program's version, such as 0.1.0.
	Version string
	// Icon is the window's icon, a PNG. With nil the desktop chooses one.
	Icon []byte
	// Title is the window's title.
	Title string
	// Text returns the sentence of that name.
	Text func(id string, args ...any) string
	// Now is the extension in effect, or "". The input starts empty in any case, so that
	// nobody confirms another person's number by accident.
	Now string
	// Locked means that only IT can change it. SetBy is the sentence that says who set
	// it.
	Locked bool
	SetBy  string
	// Save stores the new extension, or returns a sentence that says what is wrong.
	Save func(digits string) (problem string)
}

// Form is the content of the window that changes only the extension. All of it
// belongs to Fyne's goroutine.
type Form struct {
	w    fyne.Window
	b    Backend
	work *background.Work
	quit func()

	root   fyne.CanvasObject
	entry  *digits
	ok     *widgets.Button
	note   *widgets.Note
	saving bool
}

// New builds the content for w, and sets w's OnClosed.
func New(w fyne.Window, b Backend) *Form {
	x := &Form{w: w, b: b, work: background.New(fyne.Do), quit: w.Close, note: widgets.NewNote()}
	x.entry = newDigits()
	x.entry.OnSubmitted = func(string) { x.save() }
	x.entry.escape = x.cancel
	x.entry.OnChanged = func(string) { x.note.Clear() }
	x.entry.refused = func() { x.note.Problem(b.Text("extension_digits")) }
	x.ok = widgets.NewButton(b.Text("extension_ok"), x.save)
	x.ok.Importance = widget.HighImportance
	cancel := widgets.NewButton(b.Text("extension_cancel"), x.cancel)
	ask := widget.NewLabel(b.Text("extension_ask"))
	ask.Wrapping = fyne.TextWrapWord
	above := container.NewVBox(ask)
	if b.Now != "" {
		above.Add(widget.NewLabel(b.Text("extension_now", b.Now)))
	}
	if b.Locked {
		x.entry.Disable()
		x.ok.Disable()
		x.note.Say(b.SetBy)
	}
	x.root = container.NewPadded(container.NewVBox(above, x.entry, x.note,
		container.NewGridWithColumns(2, cancel, x.ok)))
	w.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { // while nothing has the focus
		if k.Name == fyne.KeyEscape {
			x.cancel()
		}
	})
	w.SetOnClosed(x.work.Close)
	return x
}

// Content returns what the window shows.
func (x *Form) Content() fyne.CanvasObject { return x.root }

// Open focuses the input. Call it once, when the window is on the screen.
func (x *Form) Open() {
	if !x.b.Locked {
		x.w.Canvas().Focus(x.entry)
	}
}

// Wait waits for a running save, for up to limit. Call it after the window closed.
func (x *Form) Wait(limit time.Duration) { x.work.Wait(limit) }

// cancel closes the window without a change. A running save is not interrupted.
func (x *Form) cancel() { x.quit() }

func (x *Form) save() {
	typed := x.entry.Text
	switch {
	case x.saving || x.b.Locked:
		return
	case typed == "":
		x.note.Problem(x.b.Text("extension_digits"))
		return
	}
	x.saving = true
	x.ok.Disable()
	x.entry.Disable()
	x.note.Say(x.b.Text("extension_saving"))
	x.work.Run(func() func() {
		problem := x.b.Save(typed)
		return func() { x.saved(problem) }
	})
}

func (x *Form) saved(problem string) {
	x.saving = false
	if problem == "" {
		x.quit()
		return
	}
	x.ok.Enable()
	x.entry.Enable()
	x.note.Problem(problem)
	x.w.Canvas().Focus(x.entry)
}

// digits is an input for digits only. A pasted text is taken whole or not at all: with
// its other characters removed it would be a different number.
type digits struct {
	widget.Entry
	escape  func()
	refused func()
}

func newDigits() *digits {
	d := &digits{}
	d.ExtendBaseWidget(d)
	return d
}

// TypedRune implements fyne.Focusable.
func (d *digits) TypedRune(r rune) {
	if r < '0' || r > '9' || len(d.Text) >= maxExtension && d.SelectedText() == "" {
		d.refused()
		return
	}
	d.Entry.TypedRune(r)
}

// TypedKey implements fyne.Focusable.
func (d *digits) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		d.escape()
		return
	}
	d.Entry.TypedKey(k)
}

// TypedShortcut handles Paste, the only way to enter text without TypedRune.
func (d *digits) TypedShortcut(s fyne.Shortcut) {
	paste, ok := s.(*fyne.ShortcutPaste)
	if !ok {
		d.Entry.TypedShortcut(s)
		return
	}
	text := strings.TrimSpace(paste.Clipboard.Content())
	if text == "" || len(text) > maxExtension || strings.Trim(text, "0123456789") != "" {
		d.refused()
		return
	}
	d.SetText(text)
	d.CursorColumn = len(text)
	d.Refresh()
}

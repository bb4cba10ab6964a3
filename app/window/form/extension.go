//go:build !nowindow

package form

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/background"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// Names of the sentences that the extension window asks ExtensionBackend.Text for.
const (
	TextExtensionTitle  = "extension_title"  // Extension - Wolkvox Hold
	TextExtensionAsk    = "extension_ask"    // Which extension is yours? A wrong one holds somebody else's call.
	TextExtensionNow    = "extension_now"    // Now: extension %s
	TextExtensionDigits = "extension_digits" // An extension is 1 to 20 digits.
	TextExtensionOK     = "extension_ok"     // OK
	TextExtensionCancel = "extension_cancel" // Cancel
	TextExtensionSaving = "extension_saving" // Saving...
)

// maxExtension is the most digits that the input takes. Package settings checks the
// extension again.
const maxExtension = 20

// ExtensionBackend is all that the extension window knows of the rest of the program.
// Save is called in the background, one call at a time, and may block.
type ExtensionBackend struct {
	// Version and Icon are as in Backend.
	Version string
	Icon    []byte
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

// Extension is the content of the window that changes only the extension. All of it
// belongs to Fyne's goroutine.
type Extension struct {
	w    fyne.Window
	b    ExtensionBackend
	work *background.Work
	quit func()

	root   fyne.CanvasObject
	entry  *digits
	ok     *widgets.Button
	note   *widgets.Note
	saving bool
}

// NewExtension builds the content for w, and sets w's OnClosed.
func NewExtension(w fyne.Window, b ExtensionBackend) *Extension {
	x := &Extension{w: w, b: b, work: background.New(fyne.Do), quit: w.Close, note: widgets.NewNote()}
	x.entry = newDigits()
	x.entry.OnSubmitted = func(string) { x.save() }
	x.entry.escape = x.cancel
	x.entry.OnChanged = func(string) { x.note.Clear() }
	x.entry.refused = func() { x.note.Problem(b.Text(TextExtensionDigits)) }
	x.ok = widgets.NewButton(b.Text(TextExtensionOK), x.save)
	x.ok.Importance = widget.HighImportance
	cancel := widgets.NewButton(b.Text(TextExtensionCancel), x.cancel)
	ask := widget.NewLabel(b.Text(TextExtensionAsk))
	ask.Wrapping = fyne.TextWrapWord
	above := container.NewVBox(ask)
	if b.Now != "" {
		above.Add(widget.NewLabel(b.Text(TextExtensionNow, b.Now)))
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
func (x *Extension) Content() fyne.CanvasObject { return x.root }

// Open focuses the input. Call it once, when the window is on the screen.
func (x *Extension) Open() {
	if !x.b.Locked {
		x.w.Canvas().Focus(x.entry)
	}
}

// Wait waits for a running save, for up to limit. Call it after the window closed.
func (x *Extension) Wait(limit time.Duration) { x.work.Wait(limit) }

// cancel closes the window without a change. A running save is not interrupted.
func (x *Extension) cancel() { x.quit() }

func (x *Extension) save() {
	typed := x.entry.Text
	switch {
	case x.saving || x.b.Locked:
		return
	case typed == "":
		x.note.Problem(x.b.Text(TextExtensionDigits))
		return
	}
	x.saving = true
	x.ok.Disable()
	x.entry.Disable()
	x.note.Say(x.b.Text(TextExtensionSaving))
	x.work.Run(func() func() {
		problem := x.b.Save(typed)
		return func() { x.saved(problem) }
	})
}

func (x *Extension) saved(problem string) {
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

//go:build !nowindow

package form

import (
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Form is the content of the settings window.
type Form struct {
	w  fyne.Window
	b  Backend
	do func(func()) // runs a function on Fyne's goroutine; fyne.Do

	root   *fyne.Container
	fields []*field
	folded []*field          // those of fields that are under "More"
	fold   *fold             // "More"
	scroll *container.Scroll // all but the bar with Save
	token  *tokenPart
	record *recordPart
	try    *tryPart
	offer  *offerPart
	guide  *guidePart
	check  *checkPart

	saveButton *button
	status     *note
	saving     bool
	showing    bool // fields change because they are shown, not because of the person
	language   string
	warned     bool // that closing loses what is not saved

	hotkeyWorks bool // or nothing says that it does not

	work   sync.WaitGroup
	over   chan struct{} // closed when the window is
	mu     sync.Mutex
	closed bool // guarded by mu
}

// New builds the form for w, and gives the capture lease back when w closes (it
// sets w's OnClosed). It starts no goroutine.
func New(w fyne.Window, b Backend) *Form {
	f := &Form{w: w, b: b, do: fyne.Do, root: container.NewStack(), over: make(chan struct{})}
	f.try = newTryPart(f)
	f.record = newRecordPart(f)
	f.build()
	f.show(f.read(), f.values())
	f.language = f.values()[string(settings.Language)]
	w.SetOnClosed(f.close)
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { f.answers(e, f.save) })
	return f
}

// Content returns what the window shows; it is always the same object.
func (f *Form) Content() fyne.CanvasObject { return f.root }

// Open asks for the token's status and how the hotkey does. Call it once, when the window is on the
// screen.
func (f *Form) Open() {
	f.token.refresh()
	f.offer.look(0)
	f.work.Go(f.raise)
}

// raise shows the window again when somebody asks for it while it is open.
func (f *Form) raise() {
	for {
		select {
		case <-f.b.Raised:
			f.ui(func() { f.w.Show(); f.w.RequestFocus() })
		case <-f.over:
			return
		}
	}
}

// Wait waits until what runs in the background (a save, a lease given back) is
// done, for up to limit. Call it after the window closed, from any goroutine.
func (f *Form) Wait(limit time.Duration) { waitFor(&f.work, limit) }

// waitFor waits for work, for up to limit.
func waitFor(work *sync.WaitGroup, limit time.Duration) {
	done := make(chan struct{})
	go func() {
		work.Wait()
		close(done)
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

// build makes the inputs, with the sentences of the language in effect.
func (f *Form) build() {
	text := f.b.Text
	translateWidgets(text)
	server := f.serverField(text(TextServer), text(TextServerHint))
	extension := f.entryField(string(settings.AgentID), text(TextExtension), text(TextExtensionHint))
	f.token = newTokenPart(f)
	hotkey := f.record.field()
	feedback := f.choiceField(string(settings.Feedback), text(TextFeedback),
		choice{"notification", text(TextFeedbackNotification)},
		choice{"sound", text(TextFeedbackSound)},
		choice{"icon", text(TextFeedbackIcon)})
	autostart := f.switchField(string(settings.Autostart), text(TextAutostart))
	language := f.choiceField(string(settings.Language), text(TextLanguage),
		choice{"auto", text(TextLanguageAuto)},
		choice{"es", text(TextLanguageES)}, choice{"pt", text(TextLanguagePT)}, choice{"en", text(TextLanguageEN)})
	gap := f.entryField(string(settings.PressGapMS), text(TextGap), "")
	timeout := f.entryField(string(settings.TimeoutS), text(TextTimeout), "")
	proxy := f.entryField(string(settings.Proxy), text(TextProxy), "")
	f.fields = []*field{server, extension, hotkey, feedback, autostart, language, gap, timeout, proxy}
	f.folded = []*field{language, gap, timeout, proxy}
	f.offer, f.guide = newOfferPart(f), newGuidePart(f)
	f.check = newCheckPart(f)

	f.saveButton = newButton(f, text(TextSave), f.save)
	f.saveButton.Importance = widget.HighImportance
	f.status = newNote()

	f.root.Objects = []fyne.CanvasObject{f.layout(
		table(server.row(), extension.row(), row{text(TextToken), f.token.content},
			hotkey.with(f.offer.row), feedback.row(), autostart.row()),
		table(language.row(), gap.hinted(text(TextGapHint)), timeout.hinted(text(TextTimeoutHint)),
			proxy.hinted(text(TextProxyHint))),
	)}
	f.root.Refresh()
}

// fieldOf returns the setting of that key.
func (f *Form) fieldOf(key string) *field {
	i := slices.IndexFunc(f.fields, func(d *field) bool { return d.key == key })
	return f.fields[i]
}

// read asks for every field and may block.
func (f *Form) read() map[string]Field {
	keys := []string{tokenKey}
	for _, d := range f.fields {
		keys = append(keys, d.key)
	}
	return f.b.Fields(keys)
}

// values returns what every input reads now.
func (f *Form) values() map[string]string {
	values := map[string]string{}
	for _, d := range f.fields {
		values[d.key] = d.get()
	}
	return values
}

// show shows the values in effect in the inputs that still read before.
func (f *Form) show(values map[string]Field, before map[string]string) {
	f.showing = true
	defer func() { f.showing = false }()
	for _, d := range f.fields {
		d.show(values[d.key], before[d.key], f.b.Text)
	}
	f.hotkeyWorks = values[string(settings.Hotkey)].Problem == ""
	f.unfold()
	f.record.setLocked(values[string(settings.Hotkey)].Locked)
	f.token.setLocked(values[tokenKey])
	f.guide.refresh()
}

// unfold opens "More" where something in it is wrong.
func (f *Form) unfold() {
	for _, d := range f.folded {
		if d.note.wrong() {
			f.fold.open(true)
		}
	}
}

// touched hears that a person changed an input: what was said about it, and
// "Saved", are no longer true.
func (f *Form) touched(d *field) {
	if f.showing {
		return
	}
	d.note.clear()
	f.status.clear()
	f.warned = false
	f.check.noteUnsaved()
}

// unsaved reports whether anything on the screen is not in effect.
func (f *Form) unsaved() bool {
	for _, d := range f.fields {
		if d.edited() {
			return true
		}
	}
	return f.token.typed() != ""
}

// close hears that the window closed.
func (f *Form) close() {
	if f.b.Closed != nil {
		f.b.Closed()
	}
	f.record.end("")
	f.try.end("")
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		close(f.over)
	}
	f.closed = true
}

// background runs work, which may block, off Fyne's goroutine, and then on it
// what work returns.
func (f *Form) background(work func() (then func())) {
	f.work.Go(func() { f.ui(work()) })
}

// ui runs then on Fyne's goroutine, unless the window closed: Fyne would run it
// on the calling goroutine, with a driver that is gone.
func (f *Form) ui(then func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.do(then)
	}
}

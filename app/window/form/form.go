//go:build !nowindow

package form

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/background"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/capture"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// Form is the content of the settings window.
type Form struct {
	w    fyne.Window
	b    Backend
	work *background.Work

	root    *fyne.Container
	fields  []*field
	folded  []*field          // those of fields that are under "More"
	fold    *fold             // "More"
	scroll  *container.Scroll // everything above the bar with Save
	token   *tokenPart
	hotkey  *field
	capture *capture.Buttons // beside the hotkey
	offer   *offerPart
	guide   *guidePart
	check   *checkPart

	saveButton *button
	status     *widgets.Note
	saving     bool
	updating   bool // the form changes its fields itself, not the person
	language   string
	warned     bool // the person was warned that closing loses unsaved changes

	hotkeyWorks bool // true unless a problem is known
}

// New builds the form for w, and releases the capture lease when w closes (it sets w's
// OnClosed). It starts no goroutine.
func New(w fyne.Window, b Backend) *Form {
	f := &Form{w: w, b: b, work: background.New(fyne.Do), root: container.NewStack()}
	f.capture = capture.New(f.captureBackend())
	f.build()
	f.show(f.read(), f.values())
	f.language = f.values()[string(settings.Language)]
	w.SetOnClosed(f.close)
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { f.handleKey(e, f.save) })
	return f
}

// Content returns what the window shows; it is always the same object.
func (f *Form) Content() fyne.CanvasObject { return f.root }

// Open asks whether a token is stored and whether the hotkey works. Call it once, when
// the window is on the screen.
func (f *Form) Open() {
	f.token.refresh()
	f.offer.checkHotkey(0)
	f.work.Go(f.raise)
}

// raise shows the window again when another start asks for it.
func (f *Form) raise() {
	for {
		select {
		case <-f.b.Raised:
			f.work.UI(func() { f.w.Show(); f.w.RequestFocus() })
		case <-f.work.Done():
			return
		}
	}
}

// Wait waits until the background work (a save, a release of the lease) is done, for up
// to limit. Call it after the window closed, from any goroutine.
func (f *Form) Wait(limit time.Duration) { f.work.Wait(limit) }

// build makes the inputs, in the language in effect.
func (f *Form) build() {
	text := f.b.Text
	widgets.Translate(text)
	server := f.serverField(text("server"), text("server_hint"))
	extension := f.entryField(string(settings.AgentID), text("extension"), text("extension_hint"))
	f.token = newTokenPart(f)
	f.hotkey = f.hotkeyField(text("hotkey_chord"), text("hotkey_hint"))
	feedback := f.choiceField(string(settings.Feedback), text("feedback"),
		choice{"notification", text("feedback_notification")},
		choice{"sound", text("feedback_sound")},
		choice{"icon", text("feedback_icon")})
	autostart := f.switchField(string(settings.Autostart), text("autostart"))
	language := f.choiceField(string(settings.Language), text("language"),
		choice{"auto", text("language_auto")},
		choice{"es", text("language_es")}, choice{"pt", text("language_pt")}, choice{"en", text("language_en")})
	gap := f.entryField(string(settings.PressGapMS), text("gap"), "")
	timeout := f.entryField(string(settings.TimeoutS), text("timeout"), "")
	proxy := f.entryField(string(settings.Proxy), text("proxy"), "")
	f.fields = []*field{server, extension, f.hotkey, feedback, autostart, language, gap, timeout, proxy}
	f.folded = []*field{language, gap, timeout, proxy}
	f.offer, f.guide = newOfferPart(f), newGuidePart(f)
	f.check = newCheckPart(f)

	f.saveButton = newButton(f, text("save"), f.save)
	f.saveButton.Importance = widget.HighImportance
	f.status = widgets.NewNote()

	f.root.Objects = []fyne.CanvasObject{f.layout(
		[]fyne.CanvasObject{
			section(text("section_account"), pair(server.named(), extension.named()), above(text("token"), f.token.content)),
			section(text("hotkey_chord"), f.hotkey.bare(), f.offer.row),
			section(text("section_notifications"), feedback.named(), autostart.bare()),
		},
		container.NewVBox(language.named(), pair(gap.hinted(text("gap_hint")), timeout.hinted(text("timeout_hint"))),
			proxy.hinted(text("proxy_hint"))),
	)}
	f.root.Refresh()
}

// fieldOf returns the setting of that key.
func (f *Form) fieldOf(key string) *field {
	i := slices.IndexFunc(f.fields, func(d *field) bool { return d.key == key })
	return f.fields[i]
}

// read reads every field from the backend, and may block.
func (f *Form) read() map[string]Field {
	keys := []string{tokenKey}
	for _, d := range f.fields {
		keys = append(keys, d.key)
	}
	return f.b.Fields(keys)
}

// values returns the text of every input.
func (f *Form) values() map[string]string {
	values := map[string]string{}
	for _, d := range f.fields {
		values[d.key] = d.get()
	}
	return values
}

// show shows the values in effect in the inputs that still have their text in before.
func (f *Form) show(values map[string]Field, before map[string]string) {
	f.updating = true
	defer func() { f.updating = false }()
	for _, d := range f.fields {
		d.show(values[d.key], before[d.key], f.b.Text)
	}
	f.guide.showLock(values)
	f.hotkeyWorks = values[string(settings.Hotkey)].Problem == ""
	f.unfold()
	f.capture.SetLocked(values[string(settings.Hotkey)].Locked)
	f.token.setLocked(values[tokenKey])
	f.guide.refresh()
}

// unfold opens "More" if a field in it has a problem.
func (f *Form) unfold() {
	for _, d := range f.folded {
		if d.note.HasProblem() {
			f.fold.open(true)
		}
	}
}

// inputChanged is called when the person changes an input. The notes about it, and
// "Saved", are no longer true.
func (f *Form) inputChanged(d *field) {
	if f.updating {
		return
	}
	d.note.Clear()
	f.guide.showProblems()
	f.status.Clear()
	f.warned = false
	f.check.noteUnsaved()
}

// unsaved reports whether the screen shows a value that is not in effect.
func (f *Form) unsaved() bool {
	for _, d := range f.fields {
		if d.edited() {
			return true
		}
	}
	return f.token.typed() != ""
}

// close is called when the window has closed.
func (f *Form) close() {
	if f.b.Closed != nil {
		f.b.Closed()
	}
	f.capture.End()
	f.work.Close()
}

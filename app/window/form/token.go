//go:build !nowindow

package form

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// tokenKey is what Backend.Fields is asked for the token's lock under.
const tokenKey = "token"

// tokenPart stores and clears the token. The stored one never comes here: the
// entry holds what was typed and not stored yet, and nothing else.
type tokenPart struct {
	f       *Form
	content fyne.CanvasObject
	entry   *entry
	put     *button // Store or Replace
	clear   *button
	ask     *fyne.Container // the question before a stored token goes
	asked   *widget.Label
	yes, no *button
	note    *note

	present         bool // or not known: then a token may be there
	known           bool // the keychain has been asked
	locked, working bool
}

func newTokenPart(f *Form) *tokenPart {
	text := f.b.Text
	t := &tokenPart{f: f, entry: newSecretEntry(f), note: newNote(), asked: widget.NewLabel(""), present: true}
	t.entry.SetPlaceHolder(text(TextTokenUnknown))
	t.entry.OnChanged = func(string) { t.touched() }
	t.entry.OnSubmitted = func(string) { t.store() }
	t.put = newButton(f, text(TextTokenReplace), t.store)
	t.clear = newButton(f, text(TextTokenClear), t.askClear)
	t.yes, t.no = newButton(f, "", nil), newButton(f, text(TextTokenKeep), t.keep)
	t.yes.Importance = widget.DangerImportance
	t.asked.Wrapping = fyne.TextWrapWord
	t.ask = container.NewVBox(t.asked, container.NewHBox(t.no, t.yes))
	t.ask.Hide()
	t.content = container.NewVBox(
		container.NewBorder(nil, nil, nil, container.NewHBox(t.put, t.clear), t.entry), t.ask, t.note)
	return t
}

// typed returns the token that was typed and is not stored yet.
func (t *tokenPart) typed() string { return strings.TrimSpace(t.entry.Text) }

func (t *tokenPart) touched() {
	t.ask.Hide()
	t.note.clear()
	t.f.status.clear()
	t.f.check.noteUnsaved()
}

// refresh asks whether a token is stored.
func (t *tokenPart) refresh() {
	t.f.background(func() func() {
		present, problem := t.f.b.TokenStatus()
		return func() { t.showStatus(present, problem) }
	})
}

func (t *tokenPart) showStatus(present bool, problem string) {
	text := t.f.b.Text
	t.present, t.known = present || problem != "", true
	switch {
	case problem != "":
		t.entry.SetPlaceHolder(text(TextTokenFailed))
		t.note.problem(problem)
	case present:
		t.entry.SetPlaceHolder(text(TextTokenPresent))
	default:
		t.entry.SetPlaceHolder(text(TextTokenNone))
	}
	if t.present {
		t.put.SetText(text(TextTokenReplace))
	} else {
		t.put.SetText(text(TextTokenStore))
	}
	t.enable()
	t.f.guide.refresh()
}

func (t *tokenPart) setLocked(v Field) {
	t.locked = v.Locked
	if v.Locked {
		t.note.say(t.f.b.Text(TextLockedBy, v.SetBy))
	}
	t.enable()
}

// enable lets a person do what can be done now.
func (t *tokenPart) enable() {
	free := !t.locked && !t.working
	able(t.entry)(free)
	able(t.put)(free)
	able(t.clear)(free && t.present)
}

// store stores what was typed; a stored token is replaced only after a yes.
func (t *tokenPart) store() {
	text := t.f.b.Text
	switch {
	case t.locked || t.working:
	case t.typed() == "":
		t.note.problem(text(TextTokenEmpty))
	case t.present:
		t.question(text(TextTokenAskReplace), text(TextTokenYesReplace), t.storeNow)
	default:
		t.storeNow()
	}
}

func (t *tokenPart) askClear() {
	t.question(t.f.b.Text(TextTokenAskClear), t.f.b.Text(TextTokenYesClear), t.clearNow)
}

// question asks before something that cannot be undone; the focus is on no.
func (t *tokenPart) question(asked, yes string, do func()) {
	t.note.clear()
	t.asked.SetText(asked)
	t.yes.SetText(yes)
	t.yes.OnTapped = func() { t.ask.Hide(); do() }
	t.ask.Show()
	t.f.w.Canvas().Focus(t.no)
}

func (t *tokenPart) keep() {
	t.ask.Hide()
	t.f.w.Canvas().Focus(t.entry)
}

func (t *tokenPart) storeNow() {
	token, said := t.entry.Text, ""
	t.work(func() (problem string) { said, problem = t.f.b.SetToken(token); return problem }, func() {
		t.entry.SetText("") // also forgets what could be undone
		stored := t.f.b.Text(TextTokenStored)
		if said != "" {
			stored = strings.TrimSuffix(stored, ".") + " (" + said + ")."
		}
		t.note.good(stored)
		t.f.status.clear()
		if !t.f.unsaved() {
			t.f.status.good(t.f.b.Text(TextSaved))
		}
	})
}

func (t *tokenPart) clearNow() {
	t.work(t.f.b.ClearToken, func() { t.note.good(t.f.b.Text(TextTokenCleared)) })
}

// work does one thing to the keychain; after a problem, what was typed stays.
func (t *tokenPart) work(do func() (problem string), done func()) {
	t.working = true
	t.enable()
	t.note.say(t.f.b.Text(TextTokenWorking))
	t.f.background(func() func() {
		problem := do()
		present, trouble := t.f.b.TokenStatus()
		return func() {
			t.working = false
			if problem == "" {
				done()
			}
			t.showStatus(present, trouble)
			if problem != "" {
				t.note.problem(problem)
			}
			if c := t.f.w.Canvas(); c.Focused() == nil { // the button that was pressed is gone
				c.Focus(t.entry)
			}
		}
	})
}

// takeOver continues old, whose form is rebuilt in another language.
func (t *tokenPart) takeOver(old *tokenPart) {
	t.entry.SetText(old.entry.Text)
	old.entry.SetText("")
	t.refresh()
}

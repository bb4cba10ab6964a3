//go:build !nowindow

package form

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// tokenKey is the key for the token in Backend.Fields, which says who locked it.
const tokenKey = "token"

// tokenPart stores and clears the token. The form never gets the stored token: the entry
// holds only what was typed and is not stored yet.
type tokenPart struct {
	f           *Form
	content     fyne.CanvasObject
	entry       *entry
	storeButton *button // Store or Replace
	clearButton *button
	confirm     *fyne.Container // the question before a stored token is replaced or cleared
	confirmText *widget.Label
	yes, no     *button
	note        *widgets.Note

	present         bool // also true if unknown, because a token may be there
	known           bool // the keychain was asked
	silent          bool // it did not say whether a token is there
	locked, working bool
}

func newTokenPart(f *Form) *tokenPart {
	text := f.b.Text
	t := &tokenPart{f: f, entry: newSecretEntry(f), note: widgets.NewNote(), confirmText: widget.NewLabel(""), present: true}
	t.entry.SetPlaceHolder(text("token_unknown"))
	t.entry.OnChanged = func(string) { t.inputChanged() }
	t.entry.OnSubmitted = func(string) { t.store() }
	t.storeButton = newButton(f, text("token_replace"), t.store)
	t.clearButton = newButton(f, text("token_clear"), t.askClear)
	t.clearButton.Importance = widget.LowImportance // a quiet link: it cannot be undone
	t.yes, t.no = newButton(f, "", nil), newButton(f, text("token_keep"), t.cancelConfirm)
	t.yes.Importance = widget.DangerImportance
	t.confirmText.Wrapping = fyne.TextWrapWord
	t.confirm = container.NewVBox(t.confirmText, container.NewHBox(t.no, t.yes))
	t.confirm.Hide()
	t.content = container.New(layout.NewCustomPaddedVBoxLayout(tight),
		container.NewBorder(nil, nil, nil, container.NewHBox(t.storeButton, t.clearButton), t.entry), t.confirm, t.note)
	return t
}

// typed returns the token that was typed and is not stored yet.
func (t *tokenPart) typed() string { return strings.TrimSpace(t.entry.Text) }

func (t *tokenPart) inputChanged() {
	t.confirm.Hide()
	t.note.Clear()
	t.f.status.Clear()
	t.f.check.noteUnsaved()
}

// refresh asks whether a token is stored.
func (t *tokenPart) refresh() {
	t.f.work.Run(func() func() {
		present, problem := t.f.b.TokenStatus()
		return func() { t.showStatus(present, problem) }
	})
}

func (t *tokenPart) showStatus(present bool, problem string) {
	text := t.f.b.Text
	t.present, t.known, t.silent = present || problem != "", true, problem != ""
	switch {
	case problem != "":
		t.entry.SetPlaceHolder(text("token_failed"))
		t.note.Problem(problem)
	case present:
		t.entry.SetPlaceHolder(text("token_present"))
	default:
		t.entry.SetPlaceHolder(text("token_none"))
	}
	if t.present {
		t.storeButton.SetText(text("token_replace"))
	} else {
		t.storeButton.SetText(text("token_store"))
	}
	t.enable()
	t.f.guide.refresh()
}

func (t *tokenPart) setLocked(v Field) {
	t.locked = v.Locked
	if v.Locked && !t.f.guide.lock.Visible() {
		t.note.Say(t.f.b.Text("locked_by", v.SetBy))
	}
	t.enable()
}

// enable enables the controls that can be used now.
func (t *tokenPart) enable() {
	usable := !t.locked && !t.working
	setEnabled(t.entry, usable)
	setEnabled(t.storeButton, usable)
	setEnabled(t.clearButton, usable && t.present)
	if t.known && !t.present {
		t.clearButton.Hide() // there is nothing to clear
	} else {
		t.clearButton.Show()
	}
}

// store stores what was typed. It asks before it replaces a stored token.
func (t *tokenPart) store() {
	text := t.f.b.Text
	switch {
	case t.locked || t.working:
	case t.typed() == "":
		t.note.Problem(text("token_empty"))
	case t.present:
		t.askToConfirm(text("token_ask_replace"), text("token_yes_replace"), t.storeNow)
	default:
		t.storeNow()
	}
}

func (t *tokenPart) askClear() {
	t.askToConfirm(t.f.b.Text("token_ask_clear"), t.f.b.Text("token_yes_clear"), t.clearNow)
}

// askToConfirm asks before an action that cannot be undone. The focus is on no.
func (t *tokenPart) askToConfirm(confirmText, yes string, do func()) {
	t.note.Clear()
	t.confirmText.SetText(confirmText)
	t.yes.SetText(yes)
	t.yes.OnTapped = func() { t.confirm.Hide(); do() }
	t.confirm.Show()
	t.f.w.Canvas().Focus(t.no)
}

func (t *tokenPart) cancelConfirm() {
	t.confirm.Hide()
	t.f.w.Canvas().Focus(t.entry)
}

func (t *tokenPart) storeNow() {
	token, said := t.entry.Text, ""
	t.runInKeychain(func() (problem string) { said, problem = t.f.b.SetToken(token); return problem }, func() {
		t.entry.SetText("") // also clears the undo history
		stored := t.f.b.Text("token_stored")
		if said != "" {
			stored = strings.TrimSuffix(stored, ".") + " (" + said + ")."
		}
		t.note.Good(stored)
		t.f.status.Clear()
		if !t.f.unsaved() {
			t.f.status.Good(t.f.b.Text("saved"))
		}
	})
}

func (t *tokenPart) clearNow() {
	t.runInKeychain(t.f.b.ClearToken, func() { t.note.Good(t.f.b.Text("token_cleared")) })
}

// runInKeychain runs one operation on the keychain. After a problem, what was typed
// stays.
func (t *tokenPart) runInKeychain(do func() (problem string), done func()) {
	t.working = true
	t.enable()
	t.note.Say(t.f.b.Text("token_working"))
	t.f.work.Run(func() func() {
		problem := do()
		present, trouble := t.f.b.TokenStatus()
		return func() {
			t.working = false
			if problem == "" {
				done()
			}
			t.showStatus(present, trouble)
			if problem != "" {
				t.note.Problem(problem)
			}
			if c := t.f.w.Canvas(); c.Focused() == nil { // the button that was pressed is hidden now
				c.Focus(t.entry)
			}
		}
	})
}

// continueFrom takes what was typed in old after the form was rebuilt in another
// language.
func (t *tokenPart) continueFrom(old *tokenPart) {
	t.entry.SetText(old.entry.Text)
	old.entry.SetText("")
	t.refresh()
}

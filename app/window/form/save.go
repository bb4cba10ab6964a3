//go:build !nowindow

package form

import (
	"cmp"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// save stores the changes, and then the token if one was typed.
func (f *Form) save() {
	if f.saving {
		return
	}
	f.capture.End()
	f.status.Clear()
	f.normalizeServer(f.fieldOf(string(settings.Server)))
	changes, ok := f.changes()
	switch {
	case !ok:
		f.status.Problem(f.b.Text("not_saved"))
	case len(changes) > 0:
		f.send(changes)
	case f.token.typed() != "":
		f.token.store()
	default:
		f.status.Say(f.b.Text("nothing"))
	}
}

// changes returns the edited values, and false if the hotkey is not a valid chord.
func (f *Form) changes() (map[string]string, bool) {
	changes := map[string]string{}
	for _, d := range f.fields {
		if !d.edited() {
			continue
		}
		value := d.get()
		if d.key == string(settings.Hotkey) && value != "" {
			canonical, problem := f.b.ParseChord(value)
			if problem != "" {
				d.note.Problem(problem)
				f.guide.showProblems()
				f.focusField(d)
				return nil, false
			}
			value = canonical
		}
		changes[d.key] = value
	}
	return changes, true
}

func (f *Form) send(changes map[string]string) {
	before := f.values()
	f.saving = true
	f.saveButton.Disable()
	f.status.Say(f.b.Text("saving"))
	f.work.Run(func() func() {
		refused := f.b.Save(changes)
		if len(refused) > 0 {
			return func() { f.refused(refused) }
		}
		values := f.read()
		return func() { f.saved(values, before) }
	})
}

func (f *Form) saveDone() {
	f.saving = false
	f.saveButton.Enable()
}

// refused shows the reason beside each refused field. Everything that was typed stays.
func (f *Form) refused(sentences map[string]string) {
	f.saveDone()
	var first *field
	for _, d := range f.fields {
		if s, ok := sentences[d.key]; ok {
			d.note.Problem(s)
			first = cmp.Or(first, d)
		}
	}
	f.unfold()
	f.guide.showProblems()
	if first != nil {
		f.focusField(first)
	}
	if s := sentences[""]; s != "" {
		f.status.Problem(s)
		return
	}
	f.status.Problem(f.b.Text("not_saved"))
}

// focusField moves the focus and the view to a refused field, which may be off the
// screen.
func (f *Form) focusField(d *field) {
	f.w.Canvas().Focus(d.control)
	f.revealArea(d.control, d.control.Size().Height+d.note.MinSize().Height)
}

func (f *Form) saved(values map[string]Field, before map[string]string) {
	f.saveDone()
	if values[string(settings.Hotkey)].Value != f.hotkey.loaded {
		f.offer.checkHotkey(registrationTime)
	}
	f.show(values, before)
	if language := values[string(settings.Language)].Value; language != f.language && !f.token.working && !f.check.running {
		f.language = language
		f.rebuild(values)
	}
	if f.token.typed() != "" {
		f.status.Say(f.b.Text("saved_no_token"))
		f.token.store()
		return
	}
	f.status.Good(f.b.Text("saved"))
}

// rebuild makes the form again in another language, and keeps what was typed.
func (f *Form) rebuild(values map[string]Field) {
	f.capture.End()
	typed, token, guide, unfolded := f.values(), f.token, f.guide, f.fold.opened()
	f.build()
	if unfolded {
		f.fold.open(true)
	}
	f.show(values, f.values())
	f.updating = true
	for _, d := range f.fields {
		if !d.locked {
			d.set(typed[d.key])
		}
	}
	f.updating = false
	f.token.continueFrom(token)
	f.guide.continueFrom(guide)
	f.offer.checkHotkey(0)
	f.w.Canvas().Focus(f.saveButton)
}

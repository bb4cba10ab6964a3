//go:build !nowindow

package form

import (
	"cmp"

	"fyne.io/fyne/v2"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// save stores what was changed, and then the token if one was typed.
func (f *Form) save() {
	if f.saving {
		return
	}
	f.record.end("")
	f.try.end("")
	f.status.clear()
	f.numberOf(f.fieldOf(string(settings.Server)))
	changes, ok := f.changes()
	switch {
	case !ok:
		f.status.problem(f.b.Text(TextNotSaved))
	case len(changes) > 0:
		f.send(changes)
	case f.token.typed() != "":
		f.token.store()
	default:
		f.status.say(f.b.Text(TextNothing))
	}
}

// changes returns what was edited, and false if the hotkey is no chord.
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
				d.note.problem(problem)
				f.lead(d)
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
	f.status.say(f.b.Text(TextSaving))
	f.background(func() func() {
		refused := f.b.Save(changes)
		if len(refused) > 0 {
			return func() { f.refused(refused) }
		}
		values := f.read()
		return func() { f.saved(values, before) }
	})
}

func (f *Form) idle() {
	f.saving = false
	f.saveButton.Enable()
}

// refused says beside each field why it was refused. Nothing that was typed is
// lost, the token least of all.
func (f *Form) refused(sentences map[string]string) {
	f.idle()
	var first *field
	for _, d := range f.fields {
		if s, ok := sentences[d.key]; ok {
			d.note.problem(s)
			first = cmp.Or(first, d)
		}
	}
	f.unfold()
	if first != nil {
		f.lead(first)
	}
	if s := sentences[""]; s != "" {
		f.status.problem(s)
		return
	}
	f.status.problem(f.b.Text(TextNotSaved))
}

// lead leads to a field that was refused: others may be off the screen by then.
func (f *Form) lead(d *field) {
	input := d.input
	if d == f.record.entry {
		input = f.record.text
	}
	if o, ok := input.(fyne.Focusable); ok {
		f.w.Canvas().Focus(o)
	}
	f.revealFrom(input, input.Size().Height+d.note.MinSize().Height)
}

func (f *Form) saved(values map[string]Field, before map[string]string) {
	f.idle()
	if values[string(settings.Hotkey)].Value != f.record.entry.loaded {
		f.offer.look(registers)
	}
	f.show(values, before)
	if language := values[string(settings.Language)].Value; language != f.language && !f.token.working && !f.check.running {
		f.language = language
		f.rebuild(values)
	}
	if f.token.typed() != "" {
		f.status.say(f.b.Text(TextSavedNoToken))
		f.token.store()
		return
	}
	f.status.good(f.b.Text(TextSaved))
}

// rebuild makes the form again in another language, with what was typed.
func (f *Form) rebuild(values map[string]Field) {
	f.record.end("")
	f.try.end("")
	typed, token, guide, unfolded := f.values(), f.token, f.guide, f.fold.opened()
	f.build()
	if unfolded {
		f.fold.open(true)
	}
	f.show(values, f.values())
	f.showing = true
	for _, d := range f.fields {
		if !d.locked {
			d.set(typed[d.key])
		}
	}
	f.showing = false
	f.token.takeOver(token)
	f.guide.takeOver(guide)
	f.offer.look(0)
	f.w.Canvas().Focus(f.saveButton)
}

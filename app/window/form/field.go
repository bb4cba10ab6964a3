//go:build !nowindow

package form

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// field is one setting on the screen: an input, and a note that says what is wrong with
// it or who set it.
type field struct {
	key     string
	label   string
	input   fyne.CanvasObject
	control control // what gets the focus; input may be a container around it
	note    *widgets.Note
	get     func() string
	set     func(string)

	loaded string // the value in effect when it was last read
	locked bool
}

// control is an input itself.
type control interface {
	fyne.Widget
	fyne.Focusable
	fyne.Disableable
}

// edited reports whether the input differs from the value in effect.
func (d *field) edited() bool { return !d.locked && d.get() != d.loaded }

// show shows the value in effect. It does not overwrite what was typed in the meantime:
// the input takes the value only if it still has the text before.
func (d *field) show(v Field, before string, text func(string, ...any) string) {
	untouched := d.get() == before
	d.loaded, d.locked = v.Value, v.Locked
	if untouched || v.Locked {
		d.set(v.Value)
	}
	setEnabled(d.control, !v.Locked)
	switch {
	case v.Problem != "":
		d.showProblem(v, text)
	case v.Locked && v.Origin == string(settings.OriginPolicy):
		d.note.Say(text("set_by", v.SetBy))
	case lockedWithAll(v):
		d.note.Clear() // the top of the window says it once
	case v.Origin == "policy default" || v.Origin == "machine":
		d.note.Say(text("suggested"))
	default:
		d.note.Clear()
	}
}

// showProblem says what is wrong with the value and, if it is locked, who can change it.
func (d *field) showProblem(v Field, text func(string, ...any) string) {
	problem := v.Problem
	if v.Locked {
		problem += "\n" + lockedBy(v, text)
	}
	d.note.Problem(problem)
}

// lockedWithAll reports whether IT has locked all settings, and set no value for this one.
func lockedWithAll(v Field) bool { return v.Locked && v.Origin != string(settings.OriginPolicy) }

// lockedBy says who locked the field.
func lockedBy(v Field, text func(string, ...any) string) string {
	if v.Origin == string(settings.OriginPolicy) {
		return text("set_by", v.SetBy)
	}
	return text("locked_by", v.SetBy) // all settings are locked; the value may be the person's own
}

// entryField makes the field of a setting that is typed.
func (f *Form) entryField(key, label, hint string) *field {
	e := newEntry(f)
	e.SetPlaceHolder(hint)
	d := &field{
		key: key, label: label, note: widgets.NewNote(),
		get:     func() string { return strings.TrimSpace(e.Text) },
		set:     e.SetText,
		control: e,
	}
	d.input = e
	e.OnChanged = func(string) { f.inputChanged(d) }
	e.OnSubmitted = func(string) { f.save() }
	return d
}

// choice is one value of a setting and the word for it.
type choice struct{ value, word string }

// choiceField makes the field of a setting with a list of values.
func (f *Form) choiceField(key, label string, choices ...choice) *field {
	var words []string
	for _, c := range choices {
		words = append(words, c.word)
	}
	s := newDropdown(f, words)
	d := &field{
		key: key, label: label, note: widgets.NewNote(),
		get: func() string {
			if i := s.SelectedIndex(); i >= 0 {
				return choices[i].value
			}
			return ""
		},
		set: func(value string) {
			i := slices.IndexFunc(choices, func(c choice) bool { return c.value == value })
			if i < 0 {
				s.ClearSelected()
				return
			}
			s.SetSelectedIndex(i)
		},
		control: s,
	}
	d.input = s
	s.OnChanged = func(string) { f.inputChanged(d) }
	return d
}

// switchField makes the field of a setting that is on or off.
func (f *Form) switchField(key, label string) *field {
	c := newCheck(f, label)
	d := &field{
		key: key, note: widgets.NewNote(),
		get: func() string {
			if c.Checked {
				return "on"
			}
			return "off"
		},
		set:     func(value string) { c.SetChecked(value == "on") },
		control: c,
	}
	d.input = c
	c.OnChanged = func(bool) { f.inputChanged(d) }
	return d
}

func setEnabled(w fyne.Disableable, on bool) {
	if on {
		w.Enable()
	} else {
		w.Disable()
	}
}

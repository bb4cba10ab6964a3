//go:build !nowindow

package form

import (
	"strings"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// serverField is the server: an address that is pasted becomes its number before
// the eyes of the person who pasted it, so that what is saved is what is read. One that is
// typed does so when its field is left, since every address begins like a shorter
// one.
func (f *Form) serverField(label, hint string) *field {
	d := f.entryField(string(settings.Server), label, hint)
	e := d.input.(*entry)
	typed := e.OnChanged
	before := 0
	e.OnChanged = func(text string) {
		typed(text)
		pasted := utf8.RuneCountInString(text) > before+1
		before = utf8.RuneCountInString(text)
		if pasted && !f.showing {
			f.numberOf(d)
		}
	}
	e.left = func() { f.numberOf(d) }
	return d
}

// numberOf puts the number in the place of an address, and says so.
func (f *Form) numberOf(d *field) {
	text := d.get()
	x, err := settings.Validate(settings.Server, text)
	number, ok := x.(string)
	if text == "" || err != nil || !ok || number == text {
		return
	}
	d.set(number)
	if !strings.EqualFold(text, "wv"+number) { // else nobody wonders
		d.note.good(f.b.Text(TextServerNumber, number))
	}
}

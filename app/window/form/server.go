//go:build !nowindow

package form

import (
	"strings"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// serverField makes the field of the server. A pasted address becomes the server's
// number at once, so that the person sees what will be saved. A typed address becomes a
// number only when the field loses the focus, because the beginning of an address can
// itself be a valid one.
func (f *Form) serverField(label, hint string) *field {
	d := f.entryField(string(settings.Server), label, hint)
	e := d.input.(*entry)
	changed := e.OnChanged
	length := 0
	e.OnChanged = func(text string) {
		changed(text)
		pasted := utf8.RuneCountInString(text) > length+1
		length = utf8.RuneCountInString(text)
		if pasted && !f.updating {
			f.normalizeServer(d)
		}
	}
	e.onFocusLost = func() { f.normalizeServer(d) }
	return d
}

// normalizeServer replaces an address by the server's number, and says so.
func (f *Form) normalizeServer(d *field) {
	text := d.get()
	x, err := settings.Validate(settings.Server, text)
	number, ok := x.(string)
	if text == "" || err != nil || !ok || number == text {
		return
	}
	d.set(number)
	if !strings.EqualFold(text, "wv"+number) { // wv0042 to 0042 needs no explanation
		d.note.Good(f.b.Text("server_number", number))
	}
}

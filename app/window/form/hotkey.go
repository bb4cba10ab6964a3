//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2/container"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/capture"
)

// hotkeyField makes the field of the hotkey: a chord that is typed as text, and the buttons
// that record and try it.
func (f *Form) hotkeyField(label, hint string) *field {
	d := f.entryField(string(settings.Hotkey), label, hint)
	d.input = container.NewBorder(nil, nil, nil, f.capture.Make(d.note), d.input)
	return d
}

// captureBackend is what those buttons know of the form.
func (f *Form) captureBackend() capture.Backend {
	return capture.Backend{
		Window:     f.w,
		Work:       f.work,
		Text:       f.b.Text,
		Capture:    f.b.Capture,
		Captured:   f.b.Captured,
		ParseChord: f.b.ParseChord,
		InEffect:   func() (chord string, unsaved bool) { return f.hotkey.loaded, f.hotkey.edited() },
		Recorded:   func(chord string) { f.hotkey.set(chord) },
		Tried:      func() { f.guide.tried = true; f.guide.refresh() },
		Reveal:     f.reveal,
		Escape:     f.escape,
	}
}

//go:build !nowindow

package form

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// registers is how long after a save the resident may need to try the new chord:
// it fights for one for a second.
const registers = 1500 * time.Millisecond

// offerPart offers a chord that is free where the one in effect does not work.
type offerPart struct {
	f      *Form
	row    *fyne.Container
	button *button
	chord  string
}

func newOfferPart(f *Form) *offerPart {
	o := &offerPart{f: f}
	o.button = newButton(f, "", o.use)
	o.row = container.NewHBox(o.button)
	o.row.Hide()
	return o
}

// look asks, after a while, how the hotkey in effect does, and for another one if it
// does not work.
func (o *offerPart) look(after time.Duration) {
	f := o.f
	f.background(func() func() {
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-f.over:
			return func() {}
		}
		v := f.b.Fields([]string{string(settings.Hotkey)})[string(settings.Hotkey)]
		spare := ""
		if v.Problem != "" && !v.Locked {
			spare = f.b.SpareChord()
		}
		return func() { o.show(v, spare) }
	})
}

func (o *offerPart) show(v Field, spare string) {
	d := o.f.record.entry
	if d.edited() || v.Value != d.loaded {
		return // the answer is about another chord than the one on the screen
	}
	switch {
	case v.Problem != "":
		d.wrong(v, o.f.b.Text)
	case d.note.wrong():
		d.note.clear()
	}
	o.f.hotkeyWorks = v.Problem == ""
	if o.chord = spare; spare == "" {
		o.row.Hide()
	} else {
		o.button.SetText(o.f.b.Text(TextUseChord, spare))
		o.row.Show()
	}
	o.f.guide.refresh()
}

// use puts the offered chord into effect. What else was typed is saved when the
// person says so.
func (o *offerPart) use() {
	f := o.f
	alone := !f.unsaved()
	f.record.entry.set(o.chord)
	o.row.Hide()
	if alone {
		f.w.Canvas().Focus(f.try.button)
		f.save()
		return
	}
	f.record.entry.note.good(f.b.Text(TextRecordDone))
	f.w.Canvas().Focus(f.saveButton)
}

//go:build !nowindow

package form

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// registrationTime is how long to wait after a save before asking about the new chord:
// the resident tries to register it for up to a second.
const registrationTime = 1500 * time.Millisecond

// offerPart offers a free chord if the one in effect does not work.
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

// checkHotkey asks, after a delay, whether the hotkey in effect works, and for a free
// chord if it does not.
func (o *offerPart) checkHotkey(after time.Duration) {
	f := o.f
	f.work.Run(func() func() {
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-f.work.Done():
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
	d := o.f.hotkey
	if d.edited() || v.Value != d.loaded {
		return // the answer is not about the chord on the screen
	}
	switch {
	case v.Problem != "":
		d.showProblem(v, o.f.b.Text)
	case d.note.HasProblem():
		d.note.Clear()
	}
	o.f.hotkeyWorks = v.Problem == ""
	if o.chord = spare; spare == "" {
		o.row.Hide()
	} else {
		o.button.SetText(o.f.b.Text("use_chord", spare))
		o.row.Show()
	}
	o.f.guide.refresh()
}

// use saves the offered chord, unless there are other unsaved changes: those are saved
// only when the person says so.
func (o *offerPart) use() {
	f := o.f
	alone := !f.unsaved()
	f.hotkey.set(o.chord)
	o.row.Hide()
	if alone {
		f.w.Canvas().Focus(f.capture.Try)
		f.save()
		return
	}
	f.hotkey.note.Good(f.b.Text("record_done"))
	f.w.Canvas().Focus(f.saveButton)
}

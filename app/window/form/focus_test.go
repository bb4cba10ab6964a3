//go:build !nowindow

package form

import (
	"testing"

	"fyne.io/fyne/v2"
)

// A person who uses only the keyboard continues from the button that they pressed.
func TestAPressedButtonKeepsTheFocus(t *testing.T) {
	press := func(d *desk, b fyne.Focusable, key fyne.KeyName) {
		d.w.Canvas().Focus(b)
		b.TypedKey(&fyne.KeyEvent{Name: key})
		d.Settle()
	}
	want := func(d *desk, what string, b fyne.Focusable) {
		d.t.Helper()
		if got := d.w.Canvas().Focused(); got != b {
			d.t.Errorf("%s: the focus is at %T, want it at %T", what, got, b)
		}
	}
	for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter} {
		t.Run(string(key), func(t *testing.T) {
			sitWith(t, stored, func(d *desk) {
				f := d.f
				press(d, f.fold.header, key)
				want(d, "More opened", f.fold.header)
				if !f.fold.opened() {
					t.Error("More is not open")
				}
				d.w.Canvas().FocusNext()
				want(d, "Tab from More", d.field("language").input.(fyne.Focusable))
				press(d, f.fold.header, key)
				want(d, "More closed", f.fold.header)

				press(d, f.check.button, key)
				want(d, "the test is done", f.check.button)
				d.field("server").set("0043")
				press(d, f.saveButton, key)
				want(d, "saved", f.saveButton)

				press(d, f.token.clearButton, key)
				want(d, "a question", f.token.no)
				press(d, f.token.no, key)
				want(d, "answered with no", f.token.entry)
				press(d, f.token.clearButton, key)
				press(d, f.token.yes, key)
				want(d, "answered with yes", f.token.entry)
			})
		})
	}
}

// A slow save does not take the focus from where the person went meanwhile.
func TestAButtonTakesNoFocusFromAnother(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.field("server").set("0043")
		d.w.Canvas().Focus(d.f.saveButton)
		d.mu.Lock() // Save waits for it
		d.f.saveButton.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		extension := d.field("agent_id").input.(fyne.Focusable)
		d.w.Canvas().Focus(extension)
		d.mu.Unlock()
		d.Settle()
		if got := d.w.Canvas().Focused(); got != extension {
			t.Errorf("the focus is at %T, want it where the person put it", got)
		}
	})
}

// A section that is opened is scrolled into view.
func TestMoreIsSeenWhenItIsOpened(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.w.Resize(fyne.NewSize(480, 340))
		f := d.f
		d.w.Canvas().Focus(f.fold.header)
		f.fold.header.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		driver := fyne.CurrentApp().Driver()
		top := driver.AbsolutePositionForObject(d.field("language").input).Y - driver.AbsolutePositionForObject(f.scroll).Y
		if end := top + d.field("language").input.Size().Height; top < 0 || end > f.scroll.Size().Height {
			t.Errorf("the first setting under More lies at %v to %v of %v", top, end, f.scroll.Size().Height)
		}
	})
}

// After a save from the last field, the first refused field is in view.
func TestTheFocusGoesToTheFirstFieldThatIsRefused(t *testing.T) {
	refuse := func(d *desk) { d.refuse = map[string]string{"agent_id": "no digits", "proxy": "no address"} }
	sitWith(t, refuse, func(d *desk) {
		d.f.fold.open(true)
		d.field("agent_id").set("12x45")
		d.field("proxy").set("nowhere")
		d.w.Canvas().Focus(d.field("proxy").input.(fyne.Focusable))
		d.f.save()
		d.Settle()
		if got := d.w.Canvas().Focused(); got != d.field("agent_id").input.(fyne.Focusable) {
			t.Errorf("the focus is at %T", got)
		}
		d.field("hotkey").set("Ctrl+C")
		d.f.save()
		if got := d.w.Canvas().Focused(); got != d.field("hotkey").control {
			t.Errorf("no chord: the focus is at %T", got)
		}
	})
}

// A keychain that answers late does not take the focus from a person who has begun to
// type.
func TestALateKeychainTakesNoFocus(t *testing.T) {
	fresh := func(d *desk) { d.fields["server"], d.fields["agent_id"] = Field{}, Field{} }
	for _, began := range []bool{false, true} {
		sitWith(t, fresh, func(d *desk) {
			d.f.guide.lastStep, d.f.token.known = -1, false // as before the first answer
			d.w.Canvas().Unfocus()
			want := d.field("server").input.(fyne.Focusable)
			if began {
				want = d.field("agent_id").input.(fyne.Focusable)
				d.w.Canvas().Focus(want)
			}
			d.f.token.refresh()
			d.Settle()
			if got := d.w.Canvas().Focused(); got != want {
				t.Errorf("began %v: the focus is at %T", began, got)
			}
		})
	}
}

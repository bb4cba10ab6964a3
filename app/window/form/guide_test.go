//go:build !nowindow

package form

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func fresh(d *desk) {
	d.fields["server"], d.fields["agent_id"] = Field{}, Field{}
}

// input is the entry of a setting.
func (d *desk) input(key string) *entry {
	d.t.Helper()
	return d.field(key).control.(*entry)
}

func (d *desk) wantFocus(what string, want fyne.Focusable) {
	d.t.Helper()
	d.Settle()
	if got := d.w.Canvas().Focused(); got != want {
		d.t.Errorf("the focus is on %T, want it on %s", got, what)
	}
}

func (d *desk) wantGuide(want string) {
	d.t.Helper()
	d.Settle()
	if got := d.f.guide.next.Text; got != want || !d.f.guide.steps.Visible() {
		d.t.Errorf("the guide says %q, visible %v, want %q", got, d.f.guide.steps.Visible(), want)
	}
}

// enter types into the focused input and presses Enter, like a person without a mouse.
func (d *desk) enter(text string) {
	d.t.Helper()
	d.Settle()
	test.Type(d.w.Canvas().Focused(), text)
	d.key(fyne.KeyReturn)
}

func (d *desk) key(name fyne.KeyName) {
	d.t.Helper()
	d.Settle()
	if focused := d.w.Canvas().Focused(); focused != nil {
		focused.TypedKey(&fyne.KeyEvent{Name: name})
	} else {
		d.w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
	}
	d.Settle()
}

// TestAFirstStartWithoutAMouse: every step is named and gets the focus in its turn, and
// Enter is enough.
func TestAFirstStartWithoutAMouse(t *testing.T) {
	sitWith(t, fresh, func(d *desk) {
		d.wantGuide("guide_server")
		d.wantFocus("the server", d.input("server"))
		d.enter("0042")
		d.wantGuide("guide_extension")
		d.wantFocus("the extension", d.input("agent_id"))
		d.enter("12345")
		d.wantGuide("guide_token")
		d.wantFocus("the token", d.f.token.entry)
		d.enter("0a1b2c")
		d.wantToken("0a1b2c")
		d.wantGuide("guide_try" + "[Ctrl+Shift+F9]")
		d.wantFocus("Try it", d.f.capture.Try)
		d.wantSaves(map[string]string{"server": "0042"}, map[string]string{"agent_id": "12345"})
		d.wantLeases() // nothing is held back yet
		d.key(fyne.KeyReturn)
		d.wantLeases(true)
		d.captured <- "Ctrl+Shift+F9"
		d.wantGuide("guide_done" + "[Ctrl+Shift+F9]")
	})
}

func TestASetUpDeskIsNotGuided(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		if d.f.guide.steps.Visible() {
			t.Error("the guide is there although nothing is missing")
		}
		d.wantFocus("nothing", nil)
		d.wantState("ready" + "[12345]")
	})
	taken := func(d *desk) {
		stored(d)
		d.fields["hotkey"] = Field{Value: "Ctrl+Shift+F9", Problem: "taken by another"}
	}
	sitWith(t, taken, func(d *desk) { d.wantState("attention" + "[" + "hotkey_chord" + "]") })
	locked := func(d *desk) { d.token, d.trouble = "stored-secret", "the keychain is locked" }
	sitWith(t, locked, func(d *desk) { d.wantState("attention" + "[" + "token" + "]") })
}

// wantState checks the line on top, which says how things are.
func (d *desk) wantState(want string) {
	d.t.Helper()
	d.Settle()
	for _, l := range objects[*widget.Label](d.f.guide.state) {
		if l.Text == want {
			return
		}
	}
	d.t.Errorf("the line on top does not say %q", want)
}

// The five things that are needed are three steps to the person.
func TestAFirstStartHasThreeSteps(t *testing.T) {
	sitWith(t, fresh, func(d *desk) {
		var got []string
		for _, l := range objects[*widget.Label](d.f.guide.steps) {
			got = append(got, l.Text)
		}
		if want := []string{"1. " + "section_account", "2. " + "hotkey_chord", "3. " + "guide_try_step"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// The person cannot fix a value that IT locked and did not set. The text says to ask
// IT, and the focus does not go to a disabled input.
func TestWhatITHasToSetIsSaid(t *testing.T) {
	byIT := func(d *desk) { d.fields["server"] = Field{Locked: true, SetBy: "the help desk"} }
	sitWith(t, byIT, func(d *desk) {
		d.wantGuide("guide_by_it" + "[" + "server" + "]")
		d.wantFocus("nothing", nil)
	})
}

func TestAHotkeyThatDoesNotWorkIsAStep(t *testing.T) {
	taken := func(d *desk) {
		fresh(d)
		d.token = "stored-secret"
		d.fields["server"] = Field{Value: "0042"}
		d.fields["hotkey"] = Field{Value: "Ctrl+Shift+F9", Problem: "taken by another"}
	}
	sitWith(t, taken, func(d *desk) {
		d.wantGuide("guide_extension")
		d.enter("12345")
		d.wantGuide("guide_hotkey")
		d.wantFocus("Record", d.f.capture.Record)
	})
}

// If another program has the chord, a free one is offered, and one press of its button
// saves it.
func TestATakenHotkeyOffersAFreeOne(t *testing.T) {
	taken := func(d *desk) {
		d.fields["hotkey"] = Field{Value: "Ctrl+Shift+F9", Problem: "taken by another"}
		d.spare = "Ctrl+Shift+F10"
	}
	sitWith(t, taken, func(d *desk) {
		d.wantSaid("taken by another")
		d.tap("use_chord" + "[Ctrl+Shift+F10]")
		d.wantSaves(map[string]string{"hotkey": "Ctrl+Shift+F10"})
		time.Sleep(registrationTime)
		d.wantNotSaid("taken by another")
		if d.f.offer.row.Visible() {
			t.Error("another chord is still offered")
		}
	})
	// Other changes are not saved without the person's decision.
	sitWith(t, taken, func(d *desk) {
		d.field("agent_id").set("777")
		d.tap("use_chord" + "[Ctrl+Shift+F10]")
		d.wantSaves()
		d.wantField("hotkey", "Ctrl+Shift+F10")
		d.wantFocus("Save", d.f.saveButton)
	})
}

// Whether a new chord is free is known only after the resident has tried to register it.
func TestAChordThatTurnsOutTakenIsSaidAfterTheSave(t *testing.T) {
	sit(t, func(d *desk) {
		d.field("hotkey").set("Ctrl+Shift+F8")
		d.tap("save")
		d.Settle()
		d.mu.Lock()
		d.fields["hotkey"] = Field{Value: "Ctrl+Shift+F8", Problem: "taken by another"}
		d.spare = "Ctrl+Shift+F9"
		d.mu.Unlock()
		time.Sleep(registrationTime)
		d.wantSaid("taken by another")
		d.tap("use_chord" + "[Ctrl+Shift+F9]")
		d.wantSaves(map[string]string{"hotkey": "Ctrl+Shift+F8"}, map[string]string{"hotkey": "Ctrl+Shift+F9"})
	})
}

// Escape closes the window from every input; with unsaved changes it must be pressed
// twice.
func TestEscapeCloses(t *testing.T) {
	for name, at := range map[string]func(*desk) fyne.Focusable{
		"nothing": func(*desk) fyne.Focusable { return nil },
		"server":  func(d *desk) fyne.Focusable { return d.input("server") },
		"token":   func(d *desk) fyne.Focusable { return d.f.token.entry },
		"choice":  func(d *desk) fyne.Focusable { return d.field("feedback").input.(*dropdown) },
		"switch":  func(d *desk) fyne.Focusable { return d.field("autostart").input.(*check) },
		"Save":    func(d *desk) fyne.Focusable { return d.f.saveButton },
		"Record":  func(d *desk) fyne.Focusable { return d.f.capture.Record },
		"Try it":  func(d *desk) fyne.Focusable { return d.f.capture.Try },
	} {
		t.Run(name, func(t *testing.T) {
			sitWith(t, stored, func(d *desk) {
				d.field("server").set("0043")
				d.w.Canvas().Focus(at(d))
				d.key(fyne.KeyEscape)
				if d.closed() {
					t.Fatal("what was typed is lost")
				}
				d.wantSaid("unsaved")
				d.field("server").set("0044") // after more typing it warns again
				d.key(fyne.KeyEscape)
				if d.closed() {
					t.Fatal("what was typed after the warning is lost")
				}
				d.key(fyne.KeyEscape)
				if !d.closed() {
					t.Error("the second Escape does not close")
				}
			})
			sitWith(t, stored, func(d *desk) {
				d.w.Canvas().Focus(at(d))
				d.key(fyne.KeyEscape)
				if !d.closed() {
					t.Error("Escape does not close")
				}
			})
		})
	}
}

// Escape answers a question with the safe answer.
func TestEscapeKeepsTheToken(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.tap("token_clear")
		d.wantFocus("no", d.f.token.no)
		d.key(fyne.KeyEscape)
		if d.f.token.confirm.Visible() || d.closed() {
			t.Error("the question is still open, or the window is not")
		}
		d.wantToken("stored-secret")
	})
}

// Escape while a chord is recorded ends the recording, not the window.
func TestEscapeEndsARecordingFirst(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.tap("record")
		d.Settle()
		b := d.f.capture.Record
		b.KeyDown(&fyne.KeyEvent{Name: fyne.KeyEscape})
		b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		b.KeyUp(&fyne.KeyEvent{Name: fyne.KeyEscape})
		d.wantSaid("record_stopped")
		if d.closed() {
			t.Error("the window closed")
		}
	})
}

func TestEnterSavesFromAnywhere(t *testing.T) {
	for name, at := range map[string]func(*desk) fyne.Focusable{
		"extension": func(d *desk) fyne.Focusable { return d.input("agent_id") },
		"hotkey":    func(d *desk) fyne.Focusable { return d.input("hotkey") },
		"choice":    func(d *desk) fyne.Focusable { return d.field("feedback").input.(*dropdown) },
		"switch":    func(d *desk) fyne.Focusable { return d.field("autostart").input.(*check) },
		"Save":      func(d *desk) fyne.Focusable { return d.f.saveButton },
		"nothing":   func(*desk) fyne.Focusable { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			sitWith(t, stored, func(d *desk) {
				d.field("server").set("0043")
				d.w.Canvas().Focus(at(d))
				d.key(fyne.KeyReturn)
				d.wantSaves(map[string]string{"server": "0043"})
			})
		})
	}
}

// A pasted address becomes a number at once; a typed one only when its field loses the
// focus.
func TestAPastedAddressBecomesItsNumber(t *testing.T) {
	for pasted, want := range map[string]string{
		"https://wv0042.wolkvox.com/":              "0042",
		"https://wv0042.wolkvox.com/agentbox/?x=1": "0042",
		"wv0042.wolkvox.com":                       "0042",
		" wv0042 ":                                 "0042",
		"0042":                                     "0042",
		"https://evil.example/":                    "https://evil.example/",
	} {
		sitWith(t, fresh, func(d *desk) {
			e := d.input("server")
			e.SetText(pasted)
			d.wantField("server", want)
			if x, err := settings.Validate(settings.Server, pasted); (err == nil) != (want == "0042") {
				t.Errorf("%q: settings say %v, %v", pasted, x, err)
			}
		})
	}
	sitWith(t, fresh, func(d *desk) {
		d.wantFocus("the server", d.input("server"))
		test.Type(d.input("server"), "wv0042.wolkvox.com")
		d.wantField("server", "wv0042.wolkvox.com")
		d.w.Canvas().FocusNext()
		d.wantField("server", "0042")
		d.wantSaid("server_number" + "[0042]")
	})
}

// Choosing Settings again shows the open window. It never blocks the caller, even after
// the window closed.
func TestTheOpenWindowIsRaised(t *testing.T) {
	listen := func(d *desk) { d.raised = make(chan struct{}, 1) }
	sitWith(t, listen, func(d *desk) {
		for range 3 {
			d.raised <- struct{}{}
			d.Settle()
			if len(d.raised) != 0 {
				t.Fatal("the wish was not heard")
			}
		}
		d.w.Close()
		d.raised <- struct{}{}
	})
}

// On a low screen the focused input is visible, in both directions of Tab.
func TestTabScrollsToTheInput(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.f.fold.open(true)
		d.w.Resize(fyne.NewSize(480, 260))
		seen := func(o fyne.CanvasObject) bool {
			driver := fyne.CurrentApp().Driver()
			top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(d.f.scroll).Y
			return top >= 0 && top+o.Size().Height <= d.f.scroll.Size().Height
		}
		for _, key := range []string{"proxy", "server", "timeout_s", "autostart"} {
			input := d.field(key).input
			d.w.Canvas().Focus(input.(fyne.Focusable))
			if !seen(input) {
				t.Errorf("%s has the focus and is not on the screen", key)
			}
		}
		before := d.f.scroll.Offset
		d.w.Canvas().Focus(d.f.saveButton)
		if d.f.scroll.Offset != before {
			t.Error("Save scrolls, although it is always there")
		}
	})
}

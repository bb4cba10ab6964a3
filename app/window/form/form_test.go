//go:build !nowindow

package form

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

func TestALockedFieldIsDisabledAndNamesWho(t *testing.T) {
	for _, key := range []string{"server", "agent_id", "hotkey", "feedback", "autostart", "language", "press_gap_ms", "timeout_s", "proxy"} {
		t.Run(key, func(t *testing.T) {
			said := ""
			lock := func(d *desk) {
				v := d.fields[key]
				v.Locked, v.SetBy = true, "the help desk"
				if v.Origin == "user" { // one is set by IT, another locked with all the rest
					said = "locked_all[the help desk]"
				} else {
					v.Origin, said = "policy", "set_by[the help desk]"
				}
				d.fields[key] = v
			}
			sitWith(t, lock, func(d *desk) {
				d.f.fold.open(true)
				d.wantSaid(said)
				for _, x := range d.f.fields {
					for _, input := range objects[fyne.Disableable](x.input) { // the hotkey has two
						// A hotkey that only IT can change can still be tried.
						want := x.key == key && input != fyne.Disableable(d.f.capture.Try)
						if got := input.Disabled(); got != want {
							t.Errorf("%s: got disabled %v, want %v", x.key, got, want)
						}
					}
				}
				d.field(key).set("whatever was typed by a trick")
				d.tap("save")
				d.wantSaves()
			})
		})
	}
}

// If the person cannot change the wrong value, the note says who can, also after it was
// checked again.
func TestALockedFieldThatIsWrongNamesWho(t *testing.T) {
	lock := func(d *desk) {
		d.fields["hotkey"] = Field{Value: "Ctrl+Shift+F9", Origin: "policy", Locked: true, SetBy: "the help desk", Problem: "taken"}
	}
	sitWith(t, lock, func(d *desk) {
		d.wantSaid("taken\nset_by[the help desk]")
		d.f.offer.checkHotkey(0)
		d.Settle()
		d.wantSaid("taken\nset_by[the help desk]")
	})
}

func TestSaveSendsWhatWasChangedAndNothingElse(t *testing.T) {
	sit(t, func(d *desk) {
		d.field("agent_id").set(" 777 ")
		d.field("hotkey").set("win + f8")
		d.field("language").set("es")
		d.field("autostart").set("off")
		d.wantNotSaid("saved")
		d.tap("save")
		d.wantSaves(map[string]string{"agent_id": "777", "hotkey": "Super+F8", "language": "es", "autostart": "off"})
		d.wantSaid("saved")
		d.wantField("hotkey", "Super+F8")

		d.field("agent_id").set("778") // "Saved" is not true any more
		d.wantNotSaid("saved")
	})
}

func TestSaveWithoutAChangeSaysSo(t *testing.T) {
	sit(t, func(d *desk) {
		d.tap("save")
		d.wantSaves()
		d.wantSaid("nothing")
	})
}

func TestARefusedValueSaysWhyAndNothingTypedIsLost(t *testing.T) {
	refuse := func(d *desk) { d.refuse = map[string]string{"server": "that is no server"} }
	sitWith(t, refuse, func(d *desk) {
		d.field("server").set("evil.com")
		d.field("agent_id").set("777")
		d.f.token.entry.SetText("typed-token")
		d.tap("save")
		d.wantSaid("that is no server")
		d.wantSaid("not_saved")
		d.wantNotSaid("saved")
		d.wantField("server", "evil.com")
		d.wantField("agent_id", "777")
		d.wantToken("")
		if got := d.f.token.entry.Text; got != "typed-token" {
			t.Errorf("token entry: got %q, want what was typed", got)
		}

		d.mu.Lock()
		d.refuse = nil
		d.mu.Unlock()
		d.field("server").set("0043")
		d.wantNotSaid("that is no server")
		d.tap("save")
		d.wantSaves(
			map[string]string{"server": "evil.com", "agent_id": "777"},
			map[string]string{"server": "0043", "agent_id": "777"})
		d.wantToken("typed-token")
		d.wantSaid("saved")
	})
}

func TestATroubleOfTheWholeSaveIsSaidBesideTheButton(t *testing.T) {
	full := func(d *desk) { d.refuse = map[string]string{"": "the disk is full"} }
	sitWith(t, full, func(d *desk) {
		d.field("server").set("0043")
		d.tap("save")
		d.wantSaid("the disk is full")
		d.wantField("server", "0043")
	})
}

// A reason under "More" would not be read, so "More" is opened.
func TestARefusedValueUnderMoreUnfoldsIt(t *testing.T) {
	refuse := func(d *desk) { d.refuse = map[string]string{"press_gap_ms": "too short"} }
	sitWith(t, refuse, func(d *desk) {
		if d.f.fold.opened() {
			t.Fatal("More is open from the start")
		}
		d.field("press_gap_ms").set("1")
		d.tap("save")
		d.wantSaid("too short")
	})
}

func TestAHotkeyThatIsNoChordIsNotSent(t *testing.T) {
	sit(t, func(d *desk) {
		d.field("hotkey").set("Ctrl+C")
		d.field("server").set("0043")
		d.tap("save")
		d.wantSaid("no chord: Ctrl+C")
		d.wantSaid("not_saved")
		d.wantSaves()
	})
}

// A value that is typed during a save was not part of that save.
func TestWhatIsTypedDuringASaveStays(t *testing.T) {
	sit(t, func(d *desk) {
		d.field("server").set("0043")
		d.field("agent_id").set("777")
		d.mu.Lock() // Save waits for it
		d.f.save()
		d.f.save() // a second Enter
		d.field("agent_id").set("778")
		d.mu.Unlock()
		d.wantField("agent_id", "778")
		d.wantSaves(map[string]string{"server": "0043", "agent_id": "777"})
		d.tap("save")
		d.wantSaves(map[string]string{"server": "0043", "agent_id": "777"}, map[string]string{"agent_id": "778"})
	})
}

func TestAProblemOfTheValueInEffectIsSaidAtOnce(t *testing.T) {
	taken := func(d *desk) { d.fields["hotkey"] = Field{Value: "Ctrl+Shift+F9", Problem: "taken by another"} }
	sitWith(t, taken, func(d *desk) { d.wantSaid("taken by another") })
}

func TestTheTestConnectionSaysWhatItDoesNotProve(t *testing.T) {
	sit(t, func(d *desk) {
		d.wantNotSaid("check_limits")
		d.tap("check")
		d.wantSaid("check_limits")
		d.wantNotSaid("check_unsaved")
		if got := len(d.f.check.lines.Objects); got != 4 { // two lines, the limits, and room for "unsaved"
			t.Errorf("got %d rows, want 4", got)
		}
		d.field("server").set("0043")
		d.wantSaid("check_unsaved")
		d.wantLeases()
	})
}

// Tab goes from top to bottom: the inputs, then the test, then Save.
func TestTheTabKeysOrder(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		var got []fyne.Focusable
		for range 9 {
			d.w.Canvas().FocusNext()
			got = append(got, d.w.Canvas().Focused())
		}
		f := d.f
		want := []fyne.Focusable{
			f.fields[0].input.(fyne.Focusable), f.fields[1].input.(fyne.Focusable),
			f.token.entry, f.token.storeButton, f.token.clearButton,
			f.hotkey.control, f.capture.Record, f.capture.Try,
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("Tab %d: got %T %v, want %T", i+1, got[i], got[i], want[i])
			}
		}
		d.w.Canvas().Focus(f.check.button)
		d.w.Canvas().FocusNext()
		if d.w.Canvas().Focused() != f.saveButton {
			t.Errorf("after the test: got %T, want the Save button", d.w.Canvas().Focused())
		}
	})
}

func TestAnotherLanguageServesAtOnceAndKeepsWhatWasTyped(t *testing.T) {
	sit(t, func(d *desk) {
		content := d.f.Content()
		d.field("language").set("pt")
		d.tap("save")
		d.Settle()
		d.wantField("language", "pt")
		d.wantSaid("saved")
		if d.f.Content() != content {
			t.Error("the content is another object")
		}
		d.field("server").set("0044") // the new inputs are the ones that count
		d.tap("save")
		d.wantSaves(map[string]string{"language": "pt"}, map[string]string{"server": "0044"})
	})
}

// TestFynesOwnMenusSpeakTheSameLanguage: the menu of an input is Fyne's, which uses
// only the system's language.
func TestFynesOwnMenusSpeakTheSameLanguage(t *testing.T) {
	for _, locale := range []string{"", "C", "en_US.UTF-8", "es_CO.UTF-8", "pt_BR.UTF-8", "de_DE.UTF-8", "zh_TW.UTF-8", "qu_PE.UTF-8"} {
		t.Setenv("LC_ALL", locale)
		sit(t, func(d *desk) {
			for theirs, want := range map[string]string{
				"Cut": "edit_cut", "Copy": "edit_copy", "Paste": "edit_paste", "Select all": "edit_select_all",
				"Undo": "edit_undo", "Redo": "edit_redo",
			} {
				if got := lang.L(theirs); got != want {
					t.Errorf("locale %q: %s reads %q, want %q", locale, theirs, got, want)
				}
			}
			d.f.b.Text = func(id string, _ ...any) string { return id + " anew" }
			d.f.build()
			if got := lang.L("Paste"); got != "edit_paste anew" {
				t.Errorf("locale %q: after a change of language: %q", locale, got)
			}
		})
	}
}

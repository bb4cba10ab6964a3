//go:build !nowindow

package form

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func stored(d *desk) { d.token = "stored-secret" }

func TestTheStoredTokenIsNeverShown(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		e := d.f.token.entry
		if e.Text != "" || e.PlaceHolder != "token_present" || !e.Password {
			t.Errorf("got text %q, placeholder %q, password %v; want none, %q, true", e.Text, e.PlaceHolder, e.Password, "token_present")
		}
		for _, s := range d.said() {
			if strings.Contains(s, "secret") {
				t.Errorf("the token is on the screen: %q", s)
			}
		}
	})
}

func TestWithoutATokenTheFieldSaysSo(t *testing.T) {
	sit(t, func(d *desk) {
		if got := d.f.token.entry.PlaceHolder; got != "token_none" {
			t.Errorf("got placeholder %q, want %q", got, "token_none")
		}
		if !d.f.token.clearButton.Disabled() {
			t.Error("Clear can be pressed without a token")
		}
		d.tap("token_store")
		d.wantSaid("token_empty")
	})
}

func TestAStoredTokenLeavesTheEntryForGood(t *testing.T) {
	sit(t, func(d *desk) {
		test.Type(d.f.token.entry, "typed-secret")
		d.tap("token_store")
		d.wantToken("typed-secret")
		d.wantSaid("token_stored")
		if got := d.f.token.entry.Text; got != "" {
			t.Errorf("entry: got %q, want nothing", got)
		}
		d.f.token.entry.TypedShortcut(&fyne.ShortcutUndo{})
		if got := d.f.token.entry.Text; got != "" {
			t.Errorf("entry after undo: got %q, want nothing", got)
		}
	})
}

func TestWhatWasTakenOffAPastedTokenIsSaid(t *testing.T) {
	sit(t, func(d *desk) {
		test.Type(d.f.token.entry, "typed-secret ")
		d.tap("token_store")
		d.wantToken("typed-secret")
		d.wantSaid("token_stored" + " (spaces were left out).")
	})
}

func TestATokenThatIsRefusedStaysInTheEntry(t *testing.T) {
	sit(t, func(d *desk) {
		d.f.token.entry.SetText("typed-secret")
		d.mu.Lock()
		d.trouble = "the keychain is locked"
		d.mu.Unlock()
		d.tap("token_store")
		d.wantSaid("the keychain is locked")
		if got := d.f.token.entry.Text; got != "typed-secret" {
			t.Errorf("entry: got %q, want what was typed", got)
		}
	})
}

func TestClearNeedsAYes(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.tap("token_clear")
		d.wantToken("stored-secret")
		if d.w.Canvas().Focused() != d.f.token.no {
			t.Error("the focus is not on Keep it: Enter twice would clear the token")
		}
		d.tap("token_keep")
		d.wantToken("stored-secret")
		d.tap("token_clear")
		d.tap("token_yes_clear")
		d.wantToken("")
		d.wantSaid("token_cleared")
		if got := d.f.token.entry.PlaceHolder; got != "token_none" {
			t.Errorf("got placeholder %q, want %q", got, "token_none")
		}
	})
}

func TestReplaceNeedsAYes(t *testing.T) {
	for _, press := range []string{"token_replace", "save"} {
		t.Run(press, func(t *testing.T) {
			sitWith(t, stored, func(d *desk) {
				d.f.token.entry.SetText("new-secret")
				d.tap(press)
				d.wantToken("stored-secret")
				d.wantNotSaid("saved")
				d.tap("token_yes_replace")
				d.wantToken("new-secret")
				d.wantSaid("token_stored")
			})
		})
	}
}

// If it is not known whether a token is stored, there may be one.
func TestAnUnknownTokenIsNotReplacedWithoutAYes(t *testing.T) {
	silent := func(d *desk) { d.token, d.trouble = "stored-secret", "no answer" }
	sitWith(t, silent, func(d *desk) {
		d.wantSaid("no answer")
		d.mu.Lock()
		d.trouble = ""
		d.mu.Unlock()
		d.f.token.entry.SetText("new-secret")
		d.f.token.store()
		d.wantToken("stored-secret")
		d.tap("token_yes_replace")
		d.wantToken("new-secret")
	})
}

// "Saved" must not hide that the token still waits for a confirmation.
func TestSavedSettingsDoNotPassForASavedToken(t *testing.T) {
	sitWith(t, stored, func(d *desk) {
		d.field("server").set("0043")
		d.f.token.entry.SetText("new-secret")
		d.tap("save")
		d.wantSaves(map[string]string{"server": "0043"})
		d.wantNotSaid("saved")
		d.wantSaid("saved_no_token")
		d.tap("token_yes_replace")
		d.wantToken("new-secret")
		d.wantSaid("saved")
	})
}

func TestALockedTokenCanNeitherBeStoredNorCleared(t *testing.T) {
	lock := func(d *desk) {
		d.token = "stored-secret"
		d.fields[tokenKey] = Field{Locked: true, SetBy: "the help desk"}
	}
	sitWith(t, lock, func(d *desk) {
		d.Settle()
		p := d.f.token
		if !p.entry.Disabled() || !p.storeButton.Disabled() || !p.clearButton.Disabled() {
			t.Errorf("got entry, store, clear disabled %v %v %v, want all", p.entry.Disabled(), p.storeButton.Disabled(), p.clearButton.Disabled())
		}
		p.entry.SetText("by a trick")
		d.tap("save")
		d.wantToken("stored-secret")
	})
}

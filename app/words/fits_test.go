package words

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// Windows' limits in UTF-16 units, without the final NUL: title and text of a balloon,
// and a tooltip (NOTIFYICONDATAW). Longer texts are cut.
const (
	balloonTitle = 63
	balloonText  = 255
	tooltip      = 127
)

// menuWidth is the maximum width of a menu item, in characters: a little more than the
// longest items of other programs, and still narrow at a screen's edge.
const menuWidth = 60

// The longest values in a sentence. wolkvox gives extensions of 4 or 5 digits; the
// setting allows 20, and a title may lose the last ones.
const (
	longExtension = "123456789012"
	longChord     = "Ctrl+Shift+Alt+Super+PageDown"
	longFolder    = `C:\Users\maria.fernanda.rodriguez\AppData\Local\wolkvox-hold\logs`
	longVersion   = "10.20.30"
)

// practiceExtension is the extension of practice (package practice).
const practiceExtension = "10001"

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// each calls check for every language, with and without practice.
func each(t *testing.T, check func(t *testing.T, w Words, extension string)) {
	for _, code := range Languages() {
		t.Run(code, func(t *testing.T) {
			check(t, Words{Language: In(code)}, longExtension)
			check(t, Words{Language: In(code), Practice: true}, practiceExtension)
		})
	}
}

func mustFit(t *testing.T, place string, limit int, s string) {
	t.Helper()
	if n := units(s); n > limit {
		t.Errorf("%s takes %d units and gets %d: %q", place, limit, n, s)
	}
}

// family returns the codes of a family of messages.
func family(t *testing.T, name string) []string {
	t.Helper()
	all, err := read("en", english)
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{"a code that is new"}
	for id := range all {
		if code, ok := strings.CutPrefix(id, name+"."); ok {
			codes = append(codes, code)
		}
	}
	if len(codes) < 3 {
		t.Fatalf("found only %q in the family %s", codes, name)
	}
	return codes
}

// TestNotificationsFit: an outcome is never cut, whatever is added to it.
func TestNotificationsFit(t *testing.T) {
	each(t, func(t *testing.T, w Words, extension string) {
		for p := range presses(t) {
			if p.Result != "ignored" {
				p.AlsoIgnored = 99
			}
			title, body := w.Note(p)
			mustFit(t, "a balloon's title", balloonTitle, title)
			mustFit(t, "a balloon's text", balloonText, body)
		}
		for _, code := range family(t, "hotkey") {
			if code != "permission" { // of macOS, which has no limit
				mustFit(t, "a balloon's text", balloonText, w.Hotkey(code, longChord))
			}
		}
		for _, beside := range []bool{false, true} {
			title, body := w.PracticeNote(longChord, beside)
			mustFit(t, "a balloon's title", balloonTitle, title)
			mustFit(t, "a balloon's text", balloonText, body)
		}
		mustFit(t, "a balloon's text", balloonText, w.HotkeyInstead("layout_switch", longChord, "Shift+Alt+F12"))
		for _, s := range []string{
			w.NewToken(), w.HotkeyBack(longChord), w.NoWindow(), w.HiddenIcons(), w.About(longVersion), w.ExtensionByCommand(),
			w.LogIn(longFolder), w.PracticeNoSettings(), w.AskExtension(), w.ExtensionTaken(), w.RestartByHand(), w.PracticeNotStarted(),
		} {
			mustFit(t, "a balloon's text", balloonText, s)
		}
	})
}

// TestTooltipsFit: the extension and the chord, at the end, are not cut.
func TestTooltipsFit(t *testing.T) {
	each(t, func(t *testing.T, w Words, extension string) {
		states := []string{w.Ready(), w.Working(), w.NeedsSetup(), w.NotHere(), w.InPractice()}
		for _, result := range []string{"toggled", "not_toggled", "unknown", "ignored"} {
			states = append(states, w.StateAt(result, time.Now()))
		}
		for _, code := range family(t, "keychain") {
			if !w.Practice { // practice asks no keychain
				states = append(states, w.NeedsKeychain(code))
			}
		}
		for _, state := range states {
			mustFit(t, "a tooltip", tooltip, w.Tooltip(state, extension, "Ctrl+Shift+F12"))
		}
	})
}

func TestMenuFits(t *testing.T) {
	each(t, func(t *testing.T, w Words, extension string) {
		labels := []string{
			w.MenuToggle("Ctrl+Shift+F12"), w.MenuExtension(extension), w.MenuExtension(""), w.MenuSettings(), w.MenuLog(),
			w.MenuAbout(), w.MenuQuit(), w.NoToggleYet(), w.Renewed(), w.MenuStoodDown(), w.HotkeyHow(),
			w.MenuPractice(), w.MenuClosePractice(), w.MenuHeldBack(),
		}
		for _, result := range []string{"toggled", "not_toggled", "unknown", "ignored"} {
			labels = append(labels, w.State(result, 59*time.Minute, time.Now()), w.StateAt(result, time.Now()), w.MenuShow(result))
		}
		for _, label := range labels {
			mustFit(t, "the menu", menuWidth, label)
		}
	})
}

// TestHelpFits: an ordinary terminal does not wrap a line of help.
func TestHelpFits(t *testing.T) {
	each(t, func(t *testing.T, w Words, _ string) {
		for _, code := range family(t, "help") {
			if code != "all-sessions" { // only of Windows' quit
				mustFit(t, "a line of help", 100-20, w.Help(code))
			}
		}
		for line := range strings.Lines(w.LongHelp()) {
			mustFit(t, "a line of help", 120, line)
		}
		for _, code := range family(t, "finding") {
			head, _ := w.byCode("finding", code)
			mustFit(t, "doctor's first column", findingWidth-1, head)
		}
	})
}

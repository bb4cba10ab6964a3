package words

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whoever is told to call IT is told whom, and nobody else is.
func TestWhoeverIsToldToCallITIsToldWhom(t *testing.T) {
	w := Words{IT: &HelpDesk{}}
	w.IT.Set("Mesa de ayuda", "ext. 100", "")
	const who = "IT: Mesa de ayuda, ext. 100"
	ends := func(s string) bool {
		s = strings.TrimSuffix(s, ".")
		return strings.HasSuffix(s, "all IT") || strings.HasSuffix(s, "ell IT")
	}
	said := 0
	check := func(plain, named string) {
		t.Helper()
		if ends(plain) {
			said++
			if want := strings.TrimSuffix(plain, ".") + who[2:]; named != want {
				t.Errorf("got %q, want %q", named, want)
			}
		} else if named != plain {
			t.Errorf("got %q, want %q", named, plain)
		}
	}
	for _, reason := range append(slices.Sorted(maps.Keys(notToggled)), "no such reason") {
		check(Words{}.Outcome("not_toggled", reason), w.Outcome("not_toggled", reason))
		check(Words{}.Outcome("unknown", reason), w.Outcome("unknown", reason))
		check(Words{}.CheckStep(reason, false), w.CheckStep(reason, false))
		check(Words{}.CheckStep(reason, true), w.CheckStep(reason, true))
	}
	for code := range settingTrouble {
		check(Words{}.Setting("server", code, "x"), w.Setting("server", code, "x"))
	}
	for _, code := range []string{"not_found", "invalid", "locked", "timeout", "unreachable"} {
		check(Words{}.Keychain(code), w.Keychain(code))
	}
	for _, code := range []string{"symlink", "torn", "value_nul", "too_many", "no such code"} {
		check(Words{}.PolicyTrouble("x", code), w.PolicyTrouble("x", code))
	}
	check(Words{}.CAFileUnreadable(), w.CAFileUnreadable())
	check(Words{}.CallIT(), w.CallIT())
	if said < 15 {
		t.Errorf("only %d sentences end in call IT", said)
	}
	if got := w.MenuIT(); got != who {
		t.Errorf("the menu: got %q", got)
	}
	if got := w.StatusOutcome("not_toggled", "tls", "9:30"); !strings.Contains(got, who) {
		t.Errorf("status: got %q", got)
	}
}

func TestWhoTheHelpDeskIs(t *testing.T) {
	for _, c := range []struct{ name, contact, link, sentence, beside string }{
		{"", "", "", "", ""},
		{"Desk", "", "", "IT: Desk", "Desk"},
		{"", "ext. 1", "", "IT: ext. 1", "ext. 1"},
		{"Desk", "ext. 1", "https://it.example", "IT: Desk, ext. 1", "Desk (ext. 1)"},
		{"Desk", "", "https://it.example", "IT: Desk, https://it.example", "Desk (https://it.example)"},
		{" IT & Co <b>\n", "\u202e1\x1b[31m", "", "IT: IT + Co b, 1[31m", "IT + Co b (1[31m)"},
		{strings.Repeat("ñ", 100), "", "", "IT: " + strings.Repeat("ñ", 59) + "…", strings.Repeat("ñ", 59) + "…"},
	} {
		d := &HelpDesk{}
		d.Set(c.name, c.contact, c.link)
		if got := (Words{IT: d}).MenuIT(); got != c.sentence {
			t.Errorf("%q: got %q, want %q", c.name, got, c.sentence)
		}
		if got := Desk(c.name, c.contact, c.link); got != c.beside {
			t.Errorf("%q: beside a setting: got %q, want %q", c.name, got, c.beside)
		}
	}
	// The longest sentence that a notification carries still fits Windows' 255.
	w := Words{IT: &HelpDesk{}}
	w.IT.Set(strings.Repeat("x", 200), strings.Repeat("y", 200), "")
	for reason := range notToggled {
		if s := w.Outcome("not_toggled", reason); utf8.RuneCountInString(s) > 255 {
			t.Errorf("%s: %d characters", reason, utf8.RuneCountInString(s))
		}
	}
}

// A command that fails before it read a policy asks for the help desk once; what
// was said since counts.
func TestTheHelpDeskIsAskedForOnce(t *testing.T) {
	asked := 0
	d := &HelpDesk{}
	d.Find = func() { asked++; d.Set("Desk", "", "") }
	w := Words{IT: d}
	if got := w.Outcome("not_toggled", "no_token"); asked != 0 || strings.Contains(got, "Desk") {
		t.Errorf("asked %d times for %q", asked, got)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { _ = w.CallIT() })
	}
	all.Wait()
	d.Set("Other", "", "")
	if got := w.CallIT(); asked != 1 || !strings.HasSuffix(got, ": Other") {
		t.Errorf("asked %d times, got %q", asked, got)
	}
	d.Set("", "", "")
	if got := w.CallIT(); got != (Words{}).CallIT() {
		t.Errorf("taken away: got %q", got)
	}
	var none *HelpDesk
	none.Set("Desk", "", "")
	if got := (Words{IT: none}).MenuIT(); got != "" {
		t.Errorf("got %q", got)
	}
}

// FuzzHelpDesk: whatever a policy says, a sentence stays one short line of text.
func FuzzHelpDesk(f *testing.F) {
	f.Add("Mesa de ayuda", "ext. 100", "")
	f.Add("<b>\u202e\x00", strings.Repeat("&", 300), "https://it.example")
	f.Add("\xff\xfe", "\n\n", "mailto:x@y")
	f.Fuzz(func(t *testing.T, name, contact, link string) {
		w := Words{IT: &HelpDesk{}}
		w.IT.Set(name, contact, link)
		for _, s := range []string{w.MenuIT(), w.CallIT(), Desk(name, contact, link)} {
			if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune("<>&", r) }) || !utf8.ValidString(s) || utf8.RuneCountInString(s) > 200 {
				t.Errorf("got %q", s)
			}
		}
	})
}

package words

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Every sentence that ends in "call IT" says whom to call, in each language, and no
// other does.
func TestWhoeverIsToldToCallITIsToldWhom(t *testing.T) {
	for code, call := range map[string]string{"en": "([Cc]all|[Tt]ell) IT", "es": "([Ll]lame|[Aa]vise) a TI", "pt": "([Ff]ale com|[Aa]vise) a TI"} {
		t.Run(code, func(t *testing.T) { testWhom(t, code, regexp.MustCompile(call+`\.?$`)) })
	}
}

func testWhom(t *testing.T, code string, call *regexp.Regexp) {
	plain := Words{Language: In(code)}
	w := Words{Language: In(code), IT: &HelpDesk{}}
	w.IT.Set("Mesa de ayuda", "ext. 100", "")
	const who = ": Mesa de ayuda, ext. 100"
	said := 0
	check := func(say func(Words) string) {
		t.Helper()
		nobody, named := say(plain), say(w)
		if call.MatchString(nobody) != call.MatchString(say(Words{Language: In(code), IT: &HelpDesk{}})) {
			t.Errorf("%q: without a name it changes", nobody)
		}
		if english := regexp.MustCompile("([Cc]all|[Tt]ell) IT$").MatchString(say(Words{})); english != call.MatchString(nobody) {
			t.Errorf("%q: ends in call IT %v, in English %v", nobody, !english, english)
		}
		want := nobody
		if call.MatchString(nobody) {
			said++
			want = strings.TrimSuffix(nobody, ".") + who
		}
		if named != want {
			t.Errorf("got %q, want %q", named, want)
		}
	}
	for _, reason := range family(t, "not_toggled") {
		check(func(w Words) string { return w.Outcome("not_toggled", reason) })
		check(func(w Words) string { return w.Outcome("unknown", reason) })
		check(func(w Words) string { return w.CheckStep(reason, false) })
		check(func(w Words) string { return w.CheckStep(reason, true) })
	}
	for _, code := range family(t, "setting") {
		check(func(w Words) string { return w.Setting("server", code, "x") })
	}
	for _, code := range family(t, "keychain") {
		check(func(w Words) string { return w.Keychain(code) })
	}
	for _, code := range append(family(t, "policy"), append(family(t, "policy_value"), "too_many")...) {
		check(func(w Words) string { return w.PolicyTrouble("x", code) })
	}
	for _, code := range family(t, "no_extension") {
		check(func(w Words) string { return w.NoExtension(code) })
		check(func(w Words) string { return w.NotToggledWithoutExtension(code) })
	}
	check(Words.CAFileUnreadable)
	check(Words.CallIT)
	check(Words.ProxyPassword)
	check(Words.RestartByHand)
	if said < 25 {
		t.Errorf("only %d sentences end in call IT", said)
	}
	if got, want := w.MenuIT(), plain.text("menu.it", "Who", who[2:]); got != want || len(got) < len(who) {
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
	// The longest sentence of a notification fits into Windows' 255 characters.
	w := Words{IT: &HelpDesk{}}
	w.IT.Set(strings.Repeat("x", 200), strings.Repeat("y", 200), "")
	for _, code := range Languages() {
		w := w.In(code)
		said := []string{w.RestartByHand(), w.ProxyPassword()}
		for _, reason := range family(t, "not_toggled") {
			said = append(said, w.Outcome("not_toggled", reason))
		}
		for _, why := range family(t, "no_extension") {
			said = append(said, w.NotToggledWithoutExtension(why))
		}
		for _, s := range said {
			fits(t, "a balloon's text", balloonText, s)
		}
	}
}

// A command that fails before it has read a policy calls Find once; a later Set still
// counts.
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

// FuzzHelpDesk: with any text in a policy, a sentence stays one short line.
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

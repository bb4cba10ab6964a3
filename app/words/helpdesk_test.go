package words

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestCallITSaysWhom: {{.IT}} becomes the help desk in each language, and no sentence has
// "call IT" as fixed text, which could not name it.
func TestCallITSaysWhom(t *testing.T) {
	fixed := regexp.MustCompile(`(?i)(call|tell) IT|(llame|avise) a TI|(ligue para|fale com|avise) a TI`)
	for _, c := range catalogs {
		all, err := read(c.code, c.messages)
		if err != nil {
			t.Fatal(err)
		}
		for id, texts := range all {
			for _, s := range texts {
				if fixed.MatchString(s) {
					t.Errorf("%s: %s: write {{.IT}} where the help desk is meant: %q", c.code, id, s)
				}
			}
		}
		w := Words{Language: In(c.code), IT: &HelpDesk{}}
		nobody := w.CallIT()
		w.IT.Set("Mesa de ayuda", "ext. 100", "", false)
		if got, want := w.CallIT(), strings.Replace(nobody, w.text("it"), "Mesa de ayuda (ext. 100)", 1); got != want || got == nobody {
			t.Errorf("%s: got %q, want %q", c.code, got, want)
		}
		if got := w.StatusOutcome("not_toggled", "tls", "9:30"); !strings.Contains(got, "Mesa de ayuda (ext. 100)") {
			t.Errorf("%s: status: got %q", c.code, got)
		}
	}
}

// TestWhoCanDoItDecidesTheAdvice: where IT manages the computer, an agent is told to call IT
// and never to enter a token; elsewhere what to do.
func TestWhoCanDoItDecidesTheAdvice(t *testing.T) {
	for reason, want := range map[string][2]string{ // for an agent alone, where IT manages
		"busy":                 {pressAgain, pressAgain},
		"canceled":             {pressAgain, pressAgain},
		"connect":              {pressAgain, pressAgain},
		"dns":                  {pressAgain, pressAgain},
		"keychain_timeout":     {pressAgain, pressAgain},
		"late":                 {pressAgain, pressAgain},
		"mark":                 {pressAgain, pressAgain},
		"parameters":           {checkExtension, checkExtension},
		"keychain_locked":      {unlockKeychain, unlockKeychain},
		"keychain_unreachable": {signInAgain, signInAgain},
		"practice_open":        {closePractice, closePractice},
		"stood_down":           {pressThere, pressThere},
		"no_token":             {enterToken, callIT},
		"token_invalid":        {enterToken, callIT},
		"token_missing":        {enterToken, callIT},
		"token_refused":        {enterToken, callIT},
		"bad_setting":          {openSettings, callIT},
		"invalid":              {openSettings, callIT},
		"api_missing":          {callIT, callIT},
		"no_place":             {callIT, callIT},
		"proxy":                {callIT, callIT},
		"proxy_password":       {callIT, callIT},
		"refused":              {callIT, callIT},
		"tls":                  {callIT, callIT},
		"token_limit":          {callIT, callIT},
		"a reason that is new": {callIT, callIT},
	} {
		for i, managed := range []bool{false, true} {
			if got := actionFor(reason, managed); got != want[i] {
				t.Errorf("%s, managed %v: got %s, want %s", reason, managed, got, want[i])
			}
		}
	}
	w := Words{IT: &HelpDesk{}}
	for _, managed := range []bool{false, true} {
		w.IT.Set("Desk", "", "", managed)
		for _, said := range []string{
			w.Outcome("not_toggled", "token_refused"), w.Outcome("not_toggled", "not_set_up"), w.Keychain("not_found"),
			w.Advice("token_missing"), w.Advice("server_missing"), w.MissingSetting("server"), w.CheckStep("no_token", false),
		} {
			calls := strings.HasSuffix(said, "all Desk.") || strings.HasPrefix(said, "Call Desk:")
			if does := strings.Contains(said, "wolkvox-hold"); calls != managed || does == managed {
				t.Errorf("managed %v: got %q", managed, said)
			}
		}
	}
	if got := w.MissingSetting("agent_id"); !strings.Contains(got, "wolkvox-hold config set") {
		t.Errorf("the extension is the agent's: got %q", got)
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
		d.Set(c.name, c.contact, c.link, false)
		if got := (Words{IT: d}).MenuIT(); got != c.sentence {
			t.Errorf("%q: got %q, want %q", c.name, got, c.sentence)
		}
		if got := Desk(c.name, c.contact, c.link); got != c.beside {
			t.Errorf("%q: beside a setting: got %q, want %q", c.name, got, c.beside)
		}
	}
	w := Words{IT: &HelpDesk{}}
	w.IT.Set(strings.Repeat("x", 200), strings.Repeat("y", 200), "", true)
	for _, code := range Languages() {
		mustFit(t, "a balloon's text", balloonText, w.In(code).RestartByHand())
	}
}

// A command that fails before it has read a policy calls Find once; a later Set still
// counts.
func TestTheHelpDeskIsAskedForOnce(t *testing.T) {
	asked := 0
	d := &HelpDesk{}
	d.Find = func() { asked++; d.Set("Desk", "", "", true) }
	w := Words{IT: d}
	if got := w.Outcome("not_toggled", "busy"); asked != 0 || strings.Contains(got, "Desk") {
		t.Errorf("asked %d times for %q", asked, got)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { _ = w.CallIT() })
	}
	all.Wait()
	d.Set("Other", "", "", false)
	if got := w.CallIT(); asked != 1 || !strings.HasSuffix(got, " Other.") {
		t.Errorf("asked %d times, got %q", asked, got)
	}
	d.Set("", "", "", false)
	if got := w.CallIT(); got != (Words{}).CallIT() {
		t.Errorf("taken away: got %q", got)
	}
	var none *HelpDesk
	none.Set("Desk", "", "", true)
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
		w.IT.Set(name, contact, link, true)
		for _, s := range []string{w.MenuIT(), w.CallIT(), Desk(name, contact, link)} {
			if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune("<>&", r) }) || !utf8.ValidString(s) || utf8.RuneCountInString(s) > 200 {
				t.Errorf("got %q", s)
			}
		}
	})
}

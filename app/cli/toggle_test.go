package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// FuzzToldOutcome prints arbitrary outcomes from another process. Exit code and sentence are
// always those of one of our four outcomes, and the line is JSON without control characters.
func FuzzToldOutcome(f *testing.F) {
	for _, seed := range []string{
		`{"outcome":"toggled","reason":"confirmed","message":"m","http_status":200,"took_ms":12}`, `{"outcome":"unknown","reason":"\u001b[2J"}`,
		`{"outcome":"held"}`, `{}`, `{"outcome":"not_toggled","wolkvox_msg":"\u202e\u2066\u0000\ud800"}`, `{"OUTCOME":"toggled"}`, `{"outcome":"ignored","took_ms":-1}`,
	} {
		f.Add([]byte(seed))
	}
	codes := map[string]int{"toggled": env.ExitDone, "not_toggled": env.ExitFailed, "ignored": env.ExitIgnored, "unknown": env.ExitUnknown}
	f.Fuzz(func(t *testing.T, data []byte) {
		var said residentapi.PressOutcome
		if json.Unmarshal(data, &said) != nil {
			return // Call makes that an unknown outcome
		}
		var out bytes.Buffer
		p := &env.Env{Stdout: &out}
		o := said.Checked(p.Words)
		if _, ours := codes[o.Outcome]; !ours || o.Outcome != said.Outcome && o.Outcome != "unknown" {
			t.Fatalf("%q became the outcome %q", said.Outcome, o.Outcome)
		}
		if want := p.Words.Outcome(o.Outcome, o.Reason); o.Message != want {
			t.Errorf("got the sentence %q, want %q", o.Message, want)
		}
		code := env.ExitDone
		if e, ok := answer(p, o, true).(*env.Exit); ok {
			code = e.Code
		}
		if code != codes[o.Outcome] {
			t.Errorf("%s: got exit %d", o.Outcome, code)
		}
		line, whole := strings.CutSuffix(out.String(), "\n")
		if !whole || !json.Valid([]byte(line)) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("got %q, want one inert line of JSON", out.String())
		}
		for _, s := range []string{o.Reason, o.WolkvoxCode, o.WolkvoxMsg} {
			if utf8.RuneCountInString(s) > printable.MaxShort {
				t.Errorf("%d characters of a text from outside", utf8.RuneCountInString(s))
			}
		}
	})
}

// TestWhatAResidentSaysIsPrintable: status prints four lines, whatever the fields contain.
func TestWhatAResidentSaysIsPrintable(t *testing.T) {
	for _, text := range []string{"\x1b[2Jowned", "a\r\nb\nc", "\u202eowned\u2066", "\x00\x07", strings.Repeat("x", 1<<16)} {
		var out bytes.Buffer
		p := &env.Env{Stdout: &out}
		sayStatus(p, residentapi.Status{Version: text, Extension: text, Backend: text, Hotkey: text, LastOutcome: text, LastReason: text, LastAt: text, Missing: []string{text}})
		printed := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(printed) != 4 || strings.ContainsFunc(out.String(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
			t.Errorf("%.20q: printed %d lines, %.200q", text, len(printed), out.String())
		}
	}
}

// TestAStatusNamesTheExtensionOfAnOutcome only where another one has come into force since.
func TestAStatusNamesTheExtensionOfAnOutcome(t *testing.T) {
	for last, want := range map[string]bool{"12345": true, "67890": false, "": false} {
		var out bytes.Buffer
		sayStatus(&env.Env{Stdout: &out}, residentapi.Status{Extension: "67890", LastOutcome: "toggled", LastAt: "now", LastExtension: last})
		line := strings.Split(out.String(), "\n")[2]
		if !strings.Contains(line, "toggled") || strings.Contains(line, "xtension") != want || want && !strings.Contains(line, last) {
			t.Errorf("of %q: got %q", last, line)
		}
	}
}

// TestAnOutcomeIsSaidInTheirLanguage: JSON is in English.
func TestAnOutcomeIsSaidInTheirLanguage(t *testing.T) {
	var out bytes.Buffer
	p := &env.Env{Stdout: &out, Words: words.Words{Language: &words.Language{Find: func() string { return "es" }}}}
	for asJSON, want := range map[bool]string{false: "Hold cambiado: confirmado", true: "Hold toggled: confirmed"} {
		out.Reset()
		_ = answer(p, residentapi.PlainOutcome(p.Words, hold.Toggled, ""), asJSON)
		if !strings.Contains(out.String(), want) {
			t.Errorf("JSON %t: got %s, want %q", asJSON, &out, want)
		}
	}
}

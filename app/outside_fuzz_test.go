package app

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// FuzzPressMessage gives a resident that is ending any data with a press. It is a
// press only with a time of its own, and each one has its outcome.
func FuzzPressMessage(f *testing.F) {
	for _, seed := range []string{
		`{"pressed":{"wall":1700000000000000000,"boot":5}}`, `{"pressed":{"wall":9223372036854775807}}`, `{"pressed":{"wall":0}}`, `{"pressed":{"wall":-1}}`,
		`{"pressed":{"wall":1,"boot":-9223372036854775808}}`, `{"pressed":null}`, `{}`, `null`, `[]`, ``, `{"pressed":{"wall":"1"}}`, `{"Pressed":{"WALL":1}}`,
		`{"pressed":{"wall":1,"boot":9227000000000000000}}`,
	} {
		f.Add([]byte(seed))
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	toggler := &hold.Toggler{Toggle: func(context.Context, *hold.Request) wolkvox.Outcome { panic("sent") }}
	if err := toggler.Run(ended); err != nil {
		f.Fatal(err)
	}
	r := &resident{p: new(env.Env), toggler: toggler}
	f.Fuzz(func(t *testing.T, data []byte) {
		var timed struct{ Pressed struct{ Wall, Boot int64 } }
		valid := json.Unmarshal(data, &timed) == nil && timed.Pressed.Wall > 0
		m := r.answer(t.Context(), nil, control.Message{Op: residentapi.OpPress, Data: data})
		var o residentapi.Told
		if !valid {
			if m.Err == "" {
				t.Errorf("%q was taken for a press: %s", data, m.Data)
			}
			return
		}
		if json.Unmarshal(m.Data, &o) != nil || m.Err != "" || o.Outcome != "ignored" {
			t.Errorf("%q: got %+v, want one outcome", data, m)
		}
	})
}

// FuzzToldOutcome prints what another process may tell as an outcome. The exit code
// and the sentence are those of one of our four; the line is inert JSON.
func FuzzToldOutcome(f *testing.F) {
	for _, seed := range []string{
		`{"outcome":"toggled","reason":"confirmed","message":"m","http_status":200,"took_ms":12}`, `{"outcome":"unknown","reason":"\u001b[2J"}`,
		`{"outcome":"held"}`, `{}`, `{"outcome":"not_toggled","wolkvox_msg":"\u202e\u2066\u0000\ud800"}`, `{"OUTCOME":"toggled"}`, `{"outcome":"ignored","took_ms":-1}`,
	} {
		f.Add([]byte(seed))
	}
	codes := map[string]int{"toggled": env.ExitDone, "not_toggled": env.ExitFailed, "ignored": env.ExitIgnored, "unknown": env.ExitUnknown}
	f.Fuzz(func(t *testing.T, data []byte) {
		var said residentapi.Told
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

// FuzzRefusedToken pastes what is no token. It is refused with a sentence that
// repeats nothing of it, since most of it may be the token.
func FuzzRefusedToken(f *testing.F) {
	for _, seed := range []string{"", " \r\n", "0123456789abcdef 0123456789abcdef", "one\ntwo", "\ufeff", "a\u200bb", "a\x00b", "\xff\xfe0\x001\x00", strings.Repeat("x", 513), strings.Repeat("y", 5000)} {
		f.Add(seed)
	}
	sentences := map[string]bool{}
	p := new(env.Env)
	for _, code := range []string{keychain.TokenEmpty, keychain.TokenLong, keychain.TokenLines, keychain.TokenQuote, keychain.TokenEncoding, keychain.TokenCharacters} {
		sentences[p.Words.TokenTrouble(code)] = true
	}
	f.Fuzz(func(t *testing.T, text string) {
		if token, _, trouble := keychain.ParsePasted(text); trouble == "" {
			if token.IsZero() {
				t.Errorf("%q is neither a token nor refused", text)
			}
			return // it would go to the keychain
		}
		var out bytes.Buffer
		p := &env.Env{Stdin: strings.NewReader(text), Stdout: &out, Stderr: &out}
		e, ok := tokenSet(t.Context(), p).(*env.Exit)
		if !ok || e.Code != env.ExitUsage || !sentences[e.Text] || out.Len() != 0 {
			t.Errorf("%q: got %+v, printed %q", text, e, out.String())
		}
	})
}

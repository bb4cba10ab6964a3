package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
)

// TestWithoutAnInputTheTokenIsEmpty: a script that closed standard input does not read
// that its token is too long.
func TestWithoutAnInputTheTokenIsEmpty(t *testing.T) {
	var out strings.Builder
	p := &env.Env{Stdin: iotest.ErrReader(errors.New("closed")), Stdout: &out, Stderr: &out}
	var e *env.Exit
	if err := tokenSet(t.Context(), p); !errors.As(err, &e) || e.Code != env.ExitUsage || e.Text != p.Words.TokenTrouble(keychain.TokenEmpty) {
		t.Errorf("got %v, want exit %d and that it is empty", err, env.ExitUsage)
	}
}

// FuzzRefusedToken pastes invalid tokens. The sentence that refuses them repeats nothing of
// the text, since most of it may be the token.
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

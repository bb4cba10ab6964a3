package app

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// TestATokenAsPeopleAndShellsBringIt: what is plainly around a token is taken off
// and said; what could be half of one, or two, is refused.
func TestATokenAsPeopleAndShellsBringIt(t *testing.T) {
	const token = "0a1b2c3d"
	wide := func(s string) string { // UTF-16, low byte first
		return strings.Join(strings.Split(s, ""), "\x00") + "\x00"
	}
	for _, c := range []struct {
		name, text string
		cleaned    bool
		trouble    string
	}{
		{"printf", token, false, ""},
		{"echo", token + "\n", false, ""},
		{"a line of Windows", token + "\r\n", false, ""},
		{"echo in cmd, which keeps the space before the bar", token + " \r\n", true, ""},
		{"copy con, which ends with Ctrl+Z", token + "\r\n\x1a", true, ""},
		{"PowerShell in UTF-8", "\ufeff" + token + "\r\n", false, ""},
		{"PowerShell in Unicode", "\xff\xfe" + wide(token+"\r\n"), false, ""},
		{"the same without a mark", wide(token + "\r\n"), false, ""},
		{"high byte first", "\xfe\xff" + strings.TrimSuffix("\x00"+wide(token), "\x00"), false, ""},
		{"spaces around", "  " + token + "\t\n", true, ""},
		{"no-break spaces", "\u00a0" + token + "\u00a0", true, ""},
		{"invisible characters of a web page", "\u200b" + token + "\u2060\u200f", true, ""},
		{"empty lines around", "\n\n" + token + "\n\n", true, ""},
		{"quotes of a shell", `"` + token + `"` + "\r\n", true, ""},
		{"single quotes", "'" + token + "'", true, ""},
		{"quotes of a mail", "\u201c" + token + "\u201d", true, ""},
		{"quotes with spaces inside", `" ` + token + ` "`, true, ""},

		{"nothing", "", false, tokenEmpty},
		{"an empty line", "\r\n", false, tokenEmpty},
		{"only a mark", "\ufeff\r\n", false, tokenEmpty},
		{"only a mark of UTF-16", "\xff\xfe", false, tokenEmpty},
		{"empty quotes", `""`, false, tokenEmpty},
		{"two lines", token + "\n" + token + "\n", false, tokenLines},
		{"two lines of Windows in UTF-16", "\xff\xfe" + wide(token+"\r\n"+token+"\r\n"), false, tokenLines},
		{"two lines, the first quoted", `"` + token + "\"\nmore", false, tokenLines},
		{"an old Mac's two lines", token + "\r" + token, false, tokenLines},
		{"a quote at the start", `"` + token, false, tokenQuote},
		{"a quote at the end", token + "'", false, tokenQuote},
		{"two kinds of quotes", `"` + token + "'", false, tokenQuote},
		{"one quote", `"`, false, tokenQuote},
		{"two words", token + " " + token, false, tokenCharacters},
		{"a control character inside", token + "\x07" + token, false, tokenCharacters},
		{"an invisible character inside", token + "\u200b" + token, false, tokenCharacters},
		{"Latin-1", "ni\xf1o", false, tokenCharacters},
		{"half a character of UTF-16", "\xff\xfe" + wide(token) + "x", false, tokenEncoding},
		{"letters in UTF-16 that no token has", "\xff\xfe\x3a\x04\x3b\x04", false, tokenEncoding},
		{"a NUL inside", token + "\x00" + token + "\x00\x00", false, tokenEncoding},
		{"too long", strings.Repeat("x", 513), false, tokenLong},
		{"far too long", strings.Repeat("x", maxPasted+1), false, tokenLong},
		{"the longest", strings.Repeat("x", 512) + "\r\n", false, ""},
	} {
		got, cleaned, trouble := pastedToken(c.text)
		if cleaned != c.cleaned || trouble != c.trouble {
			t.Errorf("%s: got cleaned %v, trouble %q, want %v, %q", c.name, cleaned, trouble, c.cleaned, c.trouble)
		}
		want := ""
		switch {
		case c.name == "the longest":
			want = c.text[:512]
		case c.trouble == "":
			want = token
		}
		if got.Secret() != want {
			t.Errorf("%s: got %q, want %q", c.name, got.Secret(), want)
		}
	}
}

// TestWithoutAnInputTheTokenIsEmpty: a script that closed standard input is not told
// that its token is too long.
func TestWithoutAnInputTheTokenIsEmpty(t *testing.T) {
	var out strings.Builder
	p := &env.Env{Stdin: iotest.ErrReader(errors.New("closed")), Stdout: &out, Stderr: &out}
	var e *env.Exit
	if err := tokenSet(p, t.Context()); !errors.As(err, &e) || e.Code != env.ExitUsage || e.Text != p.Words.TokenTrouble(tokenEmpty) {
		t.Errorf("got %v, want exit %d and that it is empty", err, env.ExitUsage)
	}
}

package keychain

import (
	"strings"
	"testing"
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

		{"nothing", "", false, TokenEmpty},
		{"an empty line", "\r\n", false, TokenEmpty},
		{"only a mark", "\ufeff\r\n", false, TokenEmpty},
		{"only a mark of UTF-16", "\xff\xfe", false, TokenEmpty},
		{"empty quotes", `""`, false, TokenEmpty},
		{"two lines", token + "\n" + token + "\n", false, TokenLines},
		{"two lines of Windows in UTF-16", "\xff\xfe" + wide(token+"\r\n"+token+"\r\n"), false, TokenLines},
		{"two lines, the first quoted", `"` + token + "\"\nmore", false, TokenLines},
		{"an old Mac's two lines", token + "\r" + token, false, TokenLines},
		{"a quote at the start", `"` + token, false, TokenQuote},
		{"a quote at the end", token + "'", false, TokenQuote},
		{"two kinds of quotes", `"` + token + "'", false, TokenQuote},
		{"one quote", `"`, false, TokenQuote},
		{"two words", token + " " + token, false, TokenCharacters},
		{"a control character inside", token + "\x07" + token, false, TokenCharacters},
		{"an invisible character inside", token + "\u200b" + token, false, TokenCharacters},
		{"Latin-1", "ni\xf1o", false, TokenCharacters},
		{"half a character of UTF-16", "\xff\xfe" + wide(token) + "x", false, TokenEncoding},
		{"letters in UTF-16 that no token has", "\xff\xfe\x3a\x04\x3b\x04", false, TokenEncoding},
		{"a NUL inside", token + "\x00" + token + "\x00\x00", false, TokenEncoding},
		{"too long", strings.Repeat("x", 513), false, TokenLong},
		{"far too long", strings.Repeat("x", MaxValue+1), false, TokenLong},
		{"the longest", strings.Repeat("x", 512) + "\r\n", false, ""},
	} {
		got, cleaned, trouble := ParsePasted(c.text)
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

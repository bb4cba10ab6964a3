package tray

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

func TestLabels(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		mnemonic rune
		want     string
	}{
		{"plain", "Toggle hold", '_', "Toggle hold"},
		{"mnemonic on Linux is doubled", "not_toggled", '_', "not__toggled"},
		{"mnemonic on Windows is doubled", "R&D", '&', "R&&D"},
		{"other system's mnemonic is not", "R&D", '_', "R&D"},
		{"no mnemonic", "a_b&c", 0, "a_b&c"},
		{"control characters go", "a\tb\x00c\nd\x1b[1m", '_', "abcd[1m"},
		{"direction overrides go", "a\u202eb", '_', "ab"},
		{"broken UTF-8 is mended", "a\xffb", '_', "a\uFFFDb"},
		{"other kinds of lines go too", "a\u2028b\u2029c\u0085d", '_', "abcd"},
		{"accents stay", "Extensión", '_', "Extensión"},
		{"too long is cut", strings.Repeat("é", 201), '_', strings.Repeat("é", 199) + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := cleanLabel(tt.in, tt.mnemonic); got != tt.want {
				t.Errorf("cleanLabel: got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTexts(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		units    int
		want     string
	}{
		{"lines stay", "a\nb", 0, "a\nb"},
		{"other control characters go", "a\r\x07b", 0, "ab"},
		{"no limit", strings.Repeat("a", 300), 0, strings.Repeat("a", 300)},
		{"exactly the limit", "abcd", 4, "abcd"},
		{"over the limit", "abcde", 4, "abcd"},
		{"a pair is not torn", "abc😀", 4, "abc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := cleanText(tt.in, tt.units); got != tt.want {
				t.Errorf("cleanText: got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzTexts(f *testing.F) {
	for _, seed := range []string{"", "Toggle hold", "a_b", "a\x00b", "\xff\xfe", "😀\u202e", "a\u2028\u0085b", strings.Repeat("x", 500)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		label, text := cleanLabel(in, '_'), cleanText(in, 127)
		for _, s := range []string{label, text} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Errorf("got %q, want valid UTF-8 without NUL", s)
			}
			if strings.ContainsFunc(s, func(r rune) bool {
				return r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
			}) {
				t.Errorf("got %q, want nothing that acts on what shows it", s)
			}
		}
		if got := strings.Count(label, "_") % 2; got != 0 {
			t.Errorf("label %q: got a single underscore, want all doubled", label)
		}
		if n := len(utf16.Encode([]rune(text))); n > 127 {
			t.Errorf("text: got %d units, want at most 127", n)
		}
	})
}

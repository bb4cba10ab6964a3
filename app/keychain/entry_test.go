package keychain

import (
	"errors"
	"strings"
	"testing"
)

func utf16le(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}

func utf16be(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(0)
		b.WriteByte(s[i])
	}
	return b.String()
}

func TestEntryIsRead(t *testing.T) {
	long := strings.Repeat("f", 512)
	tests := []struct{ name, stored, want string }{
		{"plain", "0a1b2c", "0a1b2c"},
		{"line feed of echo", "0a1b2c\n", "0a1b2c"},
		{"line end of Windows", "0a1b2c\r\n", "0a1b2c"},
		{"cmdkey, UTF-16", utf16le("0a1b2c"), "0a1b2c"},
		{"cmdkey, one character", "a\x00", "a"},
		{"UTF-16 with a line end", utf16le("0a1b2c\r\n"), "0a1b2c"},
		{"UTF-16 with a mark", "\xff\xfe" + utf16le("0a1b2c"), "0a1b2c"},
		{"UTF-16 with a NUL", utf16le("0a1b2c\x00"), "0a1b2c"},
		{"UTF-16 with a mark and a NUL", "\xff\xfe" + utf16le("0a1b2c\x00"), "0a1b2c"},
		{"UTF-16, high byte first", utf16be("0a1b2c"), "0a1b2c"},
		{"UTF-16, high byte first, one character", "\x00a", "a"},
		{"UTF-16, high byte first, with a mark", "\xfe\xff" + utf16be("0a1b2c"), "0a1b2c"},
		{"UTF-16, high byte first, with a NUL", utf16be("0a1b2c\x00"), "0a1b2c"},
		{"UTF-8 with a mark", "\xef\xbb\xbf0a1b2c", "0a1b2c"},
		{"UTF-8 with a NUL", "0a1b2c\x00", "0a1b2c"},
		{"UTF-8 with a mark, a line end and a NUL", "\xef\xbb\xbf0a1b2c\r\n\x00", "0a1b2c"},
		{"longest", long, long},
		{"longest as UTF-16", utf16le(long), long},
		{"longest as UTF-16 with everything", "\xff\xfe" + utf16le(long+"\r\n\x00"), long},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseEntry(tt.stored)
			if err != nil || got.Secret() != tt.want {
				t.Errorf("got %q, %v, want %q", got.Secret(), err, tt.want)
			}
		})
	}
}

func TestEntryIsRefused(t *testing.T) {
	for name, stored := range map[string]string{
		"nothing":                        "",
		"space":                          " \n",
		"two words":                      "two words",
		"a NUL inside":                   "a\x00b",
		"a NUL inside, even":             "ab\x00c",
		"NULs":                           "\x00\x00",
		"one NUL":                        "\x00",
		"two NULs at the end":            "abc\x00\x00",
		"two words, UTF-16":              utf16le("two words"),
		"UTF-16 and one byte":            utf16le("ab") + "c",
		"UTF-16 cut short":               utf16le("abc")[:5] + "d",
		"UTF-16 of both orders":          utf16le("ab") + utf16be("cd"),
		"UTF-16 beyond ASCII":            "a\x00\xe4\x00",
		"UTF-16 beyond Latin":            "a\x00\x2d\x4e",
		"a mark, then UTF-8":             "\xff\xfe0a1b2c",
		"a mark, then the other order":   "\xff\xfe" + utf16be("0a1b2c"),
		"the other mark, then UTF-16":    "\xfe\xff" + utf16le("0a1b2c"),
		"a mark, then printable pairs":   "\xff\xfe\x2d\x4e",
		"a mark alone":                   "\xff\xfe",
		"the other mark alone":           "\xfe\xff",
		"the mark of UTF-8 alone":        "\xef\xbb\xbf",
		"UTF-8 marks, two":               "\xef\xbb\xbf\xef\xbb\xbf0a1b2c",
		"UTF-32":                         "a\x00\x00\x00b\x00\x00\x00",
		"Latin-1":                        "ni\xf1o",
		"a byte of no encoding":          "\x9d\x81",
		"UTF-8, half a character":        "ni\xc3",
		"an umlaut and a NUL":            "\xc3\xa4\x00\x00",
		"two lines":                      "0a1b2c\r\n3d4e5f",
		"two lines, UTF-16":              utf16le("0a1b2c\r\n3d4e5f"),
		"too long":                       strings.Repeat("f", 513),
		"too long, UTF-16":               utf16le(strings.Repeat("f", 513)),
		"longer than Windows can store":  strings.Repeat("f", 2561),
		"much too long, and white space": strings.Repeat(" ", MaxValue) + "f",
		"an encrypted blob":              "\x01\x00\x00\x00\xd0\x8c\x9d\xdf\x01\x15\xd1\x11",
	} {
		token, err := parseEntry(stored)
		if !errors.Is(err, ErrInvalid) || !token.IsZero() {
			t.Errorf("%s: got %q, %v, want ErrInvalid", name, token.Secret(), err)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	for _, seed := range []string{"0a1b2c", "0a1b2c\n", utf16le("0a1b2c"), utf16be("0a1b2c"), "a\x00b", "\xff\xfea\x00", "\xfe\xff\x00a", "\xef\xbb\xbfa\x00", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, stored string) {
		token, err := parseEntry(stored)
		if err != nil {
			if !token.IsZero() {
				t.Fatalf("got a token with error %v", err)
			}
			return
		}
		value := token.Secret()
		if value == "" || len(value) > 512 || strings.ContainsAny(value, "\x00 \r\n") {
			t.Fatalf("got %q from %q", value, stored)
		}
		// Only byte order marks, white space and zero bytes are removed, and no byte is
		// changed.
		plain := strings.NewReplacer("\x00", "", bomUTF8, "", bomUTF16LE, "", bomUTF16BE, "").Replace(stored)
		if strings.TrimSpace(plain) != value {
			t.Fatalf("%q became %q", stored, value)
		}
		// The helper parses what its parent writes to the pipe.
		again, err := parseEntry(value)
		if err != nil || !again.Equal(token) {
			t.Fatalf("second reading of %q: %v", value, err)
		}
	})
}

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

func TestEntryIsRead(t *testing.T) {
	long := strings.Repeat("f", 512)
	tests := []struct{ name, stored, want string }{
		{"plain", "0a1b2c", "0a1b2c"},
		{"line feed of echo", "0a1b2c\n", "0a1b2c"},
		{"cmdkey, UTF-16", utf16le("0a1b2c"), "0a1b2c"},
		{"cmdkey, one character", "a\x00", "a"},
		{"longest", long, long},
		{"longest as UTF-16", utf16le(long), long},
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
	for _, stored := range []string{
		"", " \n", "two words", "a\x00b", "\x00\x00", "\x00a", utf16le("two words"),
		utf16le("ab") + "c", "ä\x00", strings.Repeat("f", 513), strings.Repeat(" ", maxValue) + "f", "\xff\xfe",
	} {
		token, err := parseEntry(stored)
		if !errors.Is(err, ErrInvalid) || !token.IsZero() {
			t.Errorf("%.40q: got %v, %v, want ErrInvalid", stored, token, err)
		}
	}
}

func TestRepairLeavesProperTextAlone(t *testing.T) {
	for _, text := range []string{"", "a", "ab", "abc", "a\x00b", "\x00a", "a\x00\x00\x00", "a\x00b\x00c"} {
		if got := repairUTF16(text); got != text {
			t.Errorf("%q: got %q, want it unchanged", text, got)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	for _, seed := range []string{"0a1b2c", "0a1b2c\n", utf16le("0a1b2c"), "a\x00b", "\xff\xfea\x00", ""} {
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
		// What the helper writes to the pipe is what its parent reads.
		again, err := parseEntry(value)
		if err != nil || !again.Equal(token) {
			t.Fatalf("second reading of %q: %v", value, err)
		}
	})
}

func FuzzRepairUTF16(f *testing.F) {
	f.Add("0a1b2c")
	f.Add(utf16le("0a1b2c"))
	f.Add("a\x00\x00\x00")
	f.Fuzz(func(t *testing.T, text string) {
		got := repairUTF16(text)
		if got != text && (utf16le(got) != text || strings.Contains(got, "\x00")) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

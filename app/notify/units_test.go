package notify

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
)

func TestUnitsFitTheField(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		limit    int
		lines    bool
		want     string
	}{
		{"short", "Hold toggled", 63, false, "Hold toggled"},
		{"empty", "", 63, false, ""},
		{"just fits", strings.Repeat("é", 63), 63, false, strings.Repeat("é", 63)},
		{"one too many", strings.Repeat("é", 64), 63, false, strings.Repeat("é", 62) + "…"},
		{"no markup is read there, so nothing is escaped", "R&D <b>", 63, false, "R&D <b>"},
		{"lines go from the headline", "a\r\nb", 63, false, "ab"},
		{"lines stay in the body", "a\nb", 255, true, "a\nb"},
		{"a NUL does not end it", "a\x00b", 63, false, "ab"},
		{"control characters and turned text go", "a\x1b[1mb\u202ec", 63, false, "a[1mbc"},
		{"broken UTF-8 is mended", "a\xffb", 63, false, "a\uFFFDb"},
		{"a pair that just fits", "ab😀", 4, false, "ab😀"},
		{"a pair is dropped whole", "abc😀", 4, false, "abc…"},
		{"a pair before the cut stays", "a😀bc", 4, false, "a😀…"},
		{"a pair across the cut goes", "ab😀c", 4, false, "ab…"},
		{"pairs alone", "😀😀😀", 5, false, "😀😀…"},
		{"pairs alone, torn by the limit", "😀😀😀", 4, false, "😀…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(utf16.Decode(units(tt.in, tt.limit, tt.lines))); got != tt.want {
				t.Errorf("units: got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzUnits(f *testing.F) {
	for _, seed := range []string{"", "toggled", "a\x00b\nc", "\xff\xfe", "😀\u202e", "\xed\xa0\x80", strings.Repeat("😀", 200), "x" + strings.Repeat("😀", 200)} {
		f.Add(seed, uint8(63))
	}
	f.Fuzz(func(t *testing.T, in string, room uint8) {
		limit := max(int(room), 2)
		got := units(in, limit, true)
		if len(got) > limit {
			t.Fatalf("got %d units, want at most %d", len(got), limit)
		}
		text := utf16.Decode(got)
		if !slices.Equal(utf16.Encode(text), got) {
			t.Errorf("got %x, want whole pairs only", got)
		}
		// The rest is the longest beginning of the text that fits.
		whole := utf16.Encode([]rune(plain(in, len(in)+1, true)))
		if len(whole) <= limit {
			if !slices.Equal(got, whole) {
				t.Errorf("got %x, want the whole text %x", got, whole)
			}
		} else if n := len(got) - 1; got[n] != '…' || !slices.Equal(got[:n], whole[:n]) || n < limit-2 {
			t.Errorf("got %x of %x, want its beginning and an ellipsis", got, whole)
		}
		for _, r := range text {
			if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
				t.Errorf("got %q, want nothing that acts on what shows it", string(text))
			}
		}
	})
}

package printable

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestWhatIsShownOfATextFromOutside(t *testing.T) {
	for _, tt := range []struct{ in, stripped, line string }{
		{"Extensión 1042", "Extensión 1042", "Extensión 1042"},
		{"two\nlines\tand a tab", "twolinesand a tab", "two lines and a tab"},
		{"\x1b[31mred\x00\a", "[31mred", "[31mred"},
		{"turned \u202e round, \u200bunseen", "turned  round, unseen", "turned  round, unseen"},
		{"one\u2028two\u0085three", "onetwothree", "one two three"},
		{"torn \xff\xfe end", "torn \uFFFD end", "torn \uFFFD end"},
	} {
		if got := Strip(tt.in, ""); got != tt.stripped {
			t.Errorf("Strip(%q): got %q, want %q", tt.in, got, tt.stripped)
		}
		if got := Line(tt.in); got != tt.line {
			t.Errorf("Line(%q): got %q, want %q", tt.in, got, tt.line)
		}
	}
	if got := Strip("a\r\nb", "\n"); got != "a\nb" {
		t.Errorf("a body keeps its lines: got %q", got)
	}
}

func TestALongTextIsCutBetweenCharacters(t *testing.T) {
	for _, tt := range []struct {
		in             string
		limit          int
		cut, shortened string
	}{
		{"añil", 4, "añil", "añil"},
		{"añiles", 4, "añil", "añi…"},
		{"", 4, "", ""},
	} {
		if got := Cut(tt.in, tt.limit); got != tt.cut {
			t.Errorf("Cut(%q, %d): got %q, want %q", tt.in, tt.limit, got, tt.cut)
		}
		if got := Shorten(tt.in, tt.limit); got != tt.shortened {
			t.Errorf("Shorten(%q, %d): got %q, want %q", tt.in, tt.limit, got, tt.shortened)
		}
	}
}

func TestAPlainTextHasAtMostSoManyBytes(t *testing.T) {
	for _, tt := range []struct {
		in   string
		n    int
		want string
	}{
		{"1.2.3", 32, "1.2.3"},
		{"a b", 2, "a "},
		{"a\x1b[2J\nb\xff\uFFFD", 32, "a[2Jb"},
		{"ñññ", 5, "ññ"},
		{"ñ", 1, ""},
	} {
		if got := Plain(tt.in, tt.n); got != tt.want {
			t.Errorf("Plain(%q, %d): got %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}

// FuzzJSON: whatever a text holds, its JSON can be printed, and says the same.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{"", "hold", "José 📞", "\x1b]0;title\a", "\u202e\U000e0041", "two\nlines", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, ascii := range []bool{false, true} {
			escaped := JSON(line, ascii)
			if strings.ContainsFunc(string(escaped), func(r rune) bool { return !unicode.IsPrint(r) || ascii && r > unicode.MaxASCII }) {
				t.Errorf("got %q, want nothing that a terminal acts on (ascii: %v)", escaped, ascii)
			}
			var back string
			if err := json.Unmarshal(escaped, &back); err != nil || utf8.ValidString(text) && back != text {
				t.Errorf("got %q back (%v), want %q", back, err, text)
			}
		}
	})
}

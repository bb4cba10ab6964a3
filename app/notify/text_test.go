package notify

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTextsAreSafeToShow(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		limit    int
		lines    bool
		want     string
	}{
		{"plain", "wolkvox confirms: hold toggled", 100, false, "wolkvox confirms: hold toggled"},
		{"markup is escaped", `<b>&amp;</b><img src="x">`, 100, true, `&lt;b&gt;&amp;amp;&lt;/b&gt;&lt;img src="x"&gt;`},
		{"line breaks are removed from the summary", "a\nb", 100, false, "ab"},
		{"line breaks stay in the body", "a\nb", 100, true, "a\nb"},
		{"control characters are removed", "a\x00\x1b[1mb\u202ec", 100, true, "a[1mbc"},
		{"other line separators are removed too", "a\u2028b\u2029c\u0085d", 100, true, "abcd"},
		{"invalid UTF-8 is replaced", "a\xffb", 100, true, "a\uFFFDb"},
		{"too long is cut", strings.Repeat("é", 21), 20, true, strings.Repeat("é", 19) + "…"},
		{"a cut never splits an escape", strings.Repeat("&", 21), 20, true, strings.Repeat("&amp;", 19) + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := clean(tt.in, tt.limit, tt.lines); got != tt.want {
				t.Errorf("clean: got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "toggled", "<b>", "a&b", "a\x00b\nc", "\xff\xfe", "😀\u202e", "a\u2028\u0085b", strings.Repeat("<", 600)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := clean(in, bodyLimit, true)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "<>\x00") {
			t.Errorf("got %q, want valid UTF-8 without markup and NUL", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool {
			return r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
		}) {
			t.Errorf("got %q, want no control characters", got)
		}
		back := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(got)
		if n := utf8.RuneCountInString(back); n > bodyLimit {
			t.Errorf("got %d characters, want at most %d", n, bodyLimit)
		}
	})
}

func TestCode(t *testing.T) {
	if got := Code(nil) + Code(ErrNoDaemon) + " " + Code(ErrNoIcon); got != "notify notify_icon" {
		t.Errorf("codes of nil and errors: got %q, want \"\", \"notify\" and \"notify_icon\"", got)
	}
}

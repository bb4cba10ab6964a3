package commandline

import (
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	var ran string
	root := tree(&ran)
	root.Sub("config").Group = true
	root.Sub("toggle").Short = `.a dot, a back\slash and a "quote"`
	got := Manual{Name: "hold", Version: `Hold "1"`, Sections: []Section{
		{Head: "NAME", Text: "hold - one\n'two"},
		{Head: "COMMANDS", Items: root.Commands()},
		{Head: "OPTIONS", Items: root.AllFlags()},
	}}.Page()
	want := `.TH "HOLD" "1" "" "Hold \(dq1\(dq"
.SH "NAME"
hold \- one
.PP
\&'two
.SH "COMMANDS"
.TP
.B hold toggle [\-\-json]
\&.a dot, a back\eslash and a "quote"
.TP
.B hold config get KEY
\&
.SH "OPTIONS"
.TP
.B \-\-json
\&
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// FuzzPage: whatever the words are, they are text and no request of the formatter.
func FuzzPage(f *testing.F) {
	f.Add("hold", ".so /etc/passwd", "'br")
	f.Add(`"\n`, "a\n.so b", "a\r\n'c\\")
	f.Fuzz(func(t *testing.T, name, text, term string) {
		page := Manual{Name: name, Version: text, Sections: []Section{{Head: name, Text: text, Items: []Item{{term, text}}}}}.Page()
		for line := range strings.Lines(page) {
			line = strings.TrimSuffix(line, "\n")
			for _, ours := range []string{".TH ", ".SH ", ".TP", ".PP", ".B "} {
				if line == ours || strings.HasSuffix(ours, " ") && strings.HasPrefix(line, ours) {
					line = strings.TrimPrefix(line, ours)
				}
			}
			if line != "" && (line[0] == '.' || line[0] == '\'') || strings.Contains(strings.NewReplacer(`\e`, "", `\-`, "", `\&`, "", `\(dq`, "").Replace(line), `\`) {
				t.Errorf("%q gives a request: %q", text, line)
			}
		}
	})
}

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestParseStory(t *testing.T) {
	s, err := parseStory("# A held key is one press.\n\ndesk x11 none\n")
	if err != nil || s.title != "A held key is one press" || !slices.Equal(s.desks, []string{"x11", "none"}) {
		t.Errorf("got %+v, %v", s, err)
	}
	for text, want := range map[string]string{
		"desk x11\n":                        "must be a comment",
		"# Title\nstart\n":                  "on which desks",
		"# Title\ndesk\n":                   "on which desks",
		"# Title\ndesk moon\n":              `no desk "moon"`,
		"# Title\n":                         "no command",
		"# Title\ndesk x11\nstop\n":         "cuts it short",
		"# Title\ndesk x11\n  skip later\n": "cuts it short",
		"# Title\ndesk x11\n[x11] stop\n":   "stop cuts it short",
	} {
		if _, err := parseStory(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

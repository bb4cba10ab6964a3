package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseStory(t *testing.T) {
	s, err := parseStory("# A held key is one press.\n\ndesk x11 none\n")
	if err != nil || s.title != "A held key is one press" || !slices.Equal(s.desks, []string{"x11", "none"}) {
		t.Errorf("got %+v, %v", s, err)
	}
	if s, _ := parseStory("# T\ndesk x11\nhold 4s\ntoggles 1\n"); s.length != 6*time.Second {
		t.Errorf("it is taken to last %v", s.length)
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

func TestFits(t *testing.T) {
	for _, c := range []struct {
		desk, word string
		arguments  int
		want       string
	}{
		{"x11", "press", 0, ""},
		{"x11", "press", 1, "at most 0"},
		{"x11", "config", 1, "needs 2"},
		{"none", "press", 0, "say [x11] press"},
		{"none", "burst", 3, ""},
		{"none", "shortcuts", 1, "say [sway] shortcuts"},
		{"sway", "press", 0, ""},
		{"sway", "click", 0, "click needs an X server, which the desk sway has not; say [x11] click"},
		{"x11", "shortcuts", 1, "say [sway] shortcuts"},
		{"wine", "press", 0, ""},
		{"wine", "lock", 1, "lock needs Linux"},
		{"x11", "note", 1, "say [wine] note"},
	} {
		err := fits(c.desk, c.word, c.arguments)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %d on %s: got %v, want %q", c.word, c.arguments, c.desk, err, c.want)
		}
	}
}

// TestOnRequest: the stories that only run by their names can be read.
func TestOnRequest(t *testing.T) {
	paths, err := filepath.Glob("on-request/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("got %q, %v", paths, err)
	}
	for _, path := range paths {
		if _, err := readStories(".", []string{strings.TrimSuffix(path, ".txtar")}); err != nil {
			t.Error(err)
		}
	}
}

package main

import (
	"os"
	"testing"
)

// TestStatusPage: the page has the present stories and desks.
func TestStatusPage(t *testing.T) {
	stories, err := readStories(".", nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../" + statusPage)
	if err != nil {
		t.Fatal(err)
	}
	want, err := withTable(string(page), stories)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != want {
		t.Errorf("%s has not the present stories and desks: run stories -status", statusPage)
	}
	if _, err := withTable("# A page without a place for it\n", stories); err == nil {
		t.Error("a page without a place for the table was taken")
	}
}

func TestAbsent(t *testing.T) {
	for text, want := range map[string]string{
		"# T\ndesk x11\npress\n":                        "needs a screen",
		"# T\ndesk x11 # its server ends\nend Xvfb\n":   "its server ends",
		"# T\ndesk x11\nend Xvfb\n[x11] press\n":        "not tried",
		"# T\ndesk x11\nquit\n-- press --\npress now\n": "not tried",
	} {
		s, err := parseStory(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.absent("none"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

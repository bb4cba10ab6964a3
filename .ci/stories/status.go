package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// statusPage shows the table of stories and desks between two comments.
const (
	statusPage  = "assets/docs/status.md"
	statusBegin = "<!-- The table is written by: stories -status -->\n"
	statusEnd   = "<!-- The end of the table -->\n"
)

// absent says why the story is not told on that desk.
func (s story) absent(desk string) string {
	if s.why != "" {
		return s.why
	}
	for _, n := range needs {
		if !slices.Contains(n.desks, desk) && slices.ContainsFunc(s.words, func(word string) bool { return slices.Contains(n.words, word) }) {
			return "needs " + n.what
		}
	}
	return "not tried"
}

// matrix is the table of stories and desks in Markdown.
func matrix(stories []story, desks []string, result func(s story, desk string) string) string {
	runsOn := func(desk string) bool {
		return slices.ContainsFunc(stories, func(s story) bool { return slices.Contains(s.desks, desk) })
	}
	desks = slices.DeleteFunc(slices.Clone(desks), func(desk string) bool { return !runsOn(desk) })
	var out strings.Builder
	fmt.Fprintf(&out, "| story | %s |\n| --- |%s\n", strings.Join(desks, " | "), strings.Repeat(" --- |", len(desks)))
	for _, s := range stories {
		fmt.Fprintf(&out, "| %s |", s.title)
		for _, desk := range desks {
			cell := s.absent(desk)
			if slices.Contains(s.desks, desk) {
				cell = result(s, desk)
			}
			fmt.Fprintf(&out, " %s |", cell)
		}
		fmt.Fprintln(&out)
	}
	return out.String()
}

// withTable returns the page with the table of these stories, all passed, in its place.
func withTable(page string, stories []story) (string, error) {
	before, rest, begins := strings.Cut(page, statusBegin)
	_, after, ends := strings.Cut(rest, statusEnd)
	if !begins || !ends {
		return "", fmt.Errorf("%s has no place for the table: %s and %s", statusPage, strings.TrimSpace(statusBegin), strings.TrimSpace(statusEnd))
	}
	passed := func(story, string) string { return "passed" }
	return before + statusBegin + "\n" + matrix(stories, deskNames(), passed) + "\n" + statusEnd + after, nil
}

// writeStatus writes the page, after a run of all in which all passed.
func writeStatus(stories []story) error {
	page, err := os.ReadFile(statusPage)
	if err != nil {
		return err
	}
	text, err := withTable(string(page), stories)
	if err != nil {
		return err
	}
	return os.WriteFile(statusPage, []byte(text), 0o644)
}

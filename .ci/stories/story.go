package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// story is one file. Its first line, a comment, is the title; its first command says on
// which desks it runs.
type story struct {
	path, name, title string
	desks             []string
}

// readStories reads those with the given names, or all.
func readStories(folder string, names []string) (stories []story, err error) {
	if len(names) == 0 {
		paths, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			names = append(names, strings.TrimSuffix(filepath.Base(path), ".txtar"))
		}
	}
	for _, name := range names {
		path := filepath.Join(folder, name+".txtar")
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		s, err := parseStory(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		s.path, s.name = path, name
		stories = append(stories, s)
	}
	return stories, nil
}

// A story is told to its end: testscript would count one that stops as passed.
var cut = regexp.MustCompile(`(?m)^\s*(?:\[[^\]\n]*\]\s*)*(stop|skip)\b`)

func parseStory(text string) (s story, err error) {
	if found := cut.FindStringSubmatch(text); found != nil {
		return s, fmt.Errorf("%s cuts it short; to end a part of the desk say end", found[1])
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		title, isComment := strings.CutPrefix(line, "#")
		switch {
		case line == "":
		case isComment:
			if s.title == "" {
				s.title = strings.TrimSuffix(strings.TrimSpace(title), ".")
			}
		default:
			words := strings.Fields(line)
			if words[0] != "desk" || len(words) == 1 {
				return s, fmt.Errorf("its first command must say on which desks it runs, as in: desk x11 none")
			}
			for _, name := range words[1:] {
				if err := knownDesk(name); err != nil {
					return s, err
				}
			}
			if s.desks = words[1:]; s.title == "" {
				return s, fmt.Errorf("its first line must be a comment that says what it shows")
			}
			return s, nil
		}
	}
	return s, fmt.Errorf("it has no command")
}

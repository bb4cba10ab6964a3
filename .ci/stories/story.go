package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// story is one file. Its first line, a comment, is the title; its first command says on
// which desks it runs, and behind # why not on the others, if that cannot be told from words.
type story struct {
	path, name, title string
	desks             []string
	why               string
	words             []string      // of the lines behind, but for those of one desk
	length            time.Duration // about how long it takes
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
		s.path, s.name = path, filepath.Base(name)
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
	script, _, _ := strings.Cut(text, "\n-- ")
	for line := range strings.Lines(script) {
		line, comment, commented := strings.Cut(strings.TrimSpace(line), "#")
		comment = strings.TrimSpace(comment)
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			if commented && s.title == "" {
				s.title = strings.TrimSuffix(comment, ".")
			}
		case s.desks != nil:
			s.words = append(s.words, words[0])
			s.length += time.Second // about
			for _, word := range words[1:] {
				if pause, err := time.ParseDuration(word); err == nil {
					s.length += pause
				}
			}
		case words[0] != "desk" || len(words) == 1:
			return s, fmt.Errorf("its first command must say on which desks it runs, as in: desk x11 none")
		case s.title == "":
			return s, fmt.Errorf("its first line must be a comment that says what it shows")
		default:
			s.desks, s.why = words[1:], comment
			for _, name := range s.desks {
				if err := knownDesk(name); err != nil {
					return s, err
				}
			}
		}
	}
	if s.desks == nil {
		return s, fmt.Errorf("it has no command")
	}
	return s, nil
}

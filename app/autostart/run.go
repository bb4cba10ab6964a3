package autostart

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRun is the longest command line, in characters, that Windows documents for a Run
// key.
const maxRun = 260

// formatRun returns the command line that starts program in the background. The path
// must be a full one, with a drive or a share.
func formatRun(program string) (string, error) {
	switch {
	case !fullPath(program):
		return "", errors.New("the program's path is not a whole one: start it by its full path")
	case !utf8.ValidString(program), strings.ContainsFunc(program, unicode.IsControl), strings.ContainsAny(program, `"<>|?*`):
		return "", errors.New("the program's path has a character that no path can hold: move the program")
	}
	line := `"` + program + `" --background`
	if utf8.RuneCountInString(line) > maxRun {
		return "", errors.New("the program's path is too long for an autostart entry: move the program")
	}
	return line, nil
}

// parseRun returns the program of a command line: the quoted text at its start, or its
// first word. "" means that there is none.
func parseRun(line string) string {
	line = strings.TrimLeft(line, " \t")
	if rest, ok := strings.CutPrefix(line, `"`); ok {
		program, _, closed := strings.Cut(rest, `"`)
		if !closed {
			return ""
		}
		return program
	}
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		line = line[:i]
	}
	return line
}

func fullPath(s string) bool {
	if rest, ok := strings.CutPrefix(s, `\\`); ok {
		return rest != "" && rest[0] != '\\'
	}
	return len(s) > 3 && s[1] == ':' && s[2] == '\\' && ('a' <= s[0]|0x20 && s[0]|0x20 <= 'z')
}

// approved parses what Task Manager records: the first byte is odd if a person switched
// the entry off. This is not documented. Anything else counts as on, as it does for
// Windows.
func approved(data []byte) bool { return len(data) == 0 || data[0]&1 == 0 }

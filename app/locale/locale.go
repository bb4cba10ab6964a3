// Package locale asks the system for the user's languages.
//
// On Linux these are the locale's environment variables, on Windows the user's display languages, on
// macOS the languages in the user's settings, unless a terminal's environment names another. Package
// words chooses among them.
package locale

import "strings"

// environment reads the locale of messages as gettext does. The first of LC_ALL, LC_MESSAGES and LANG
// that is set counts. LANGUAGE may put a list before it, unless it is the locale C.
func environment(getenv func(string) string) []string {
	one := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if one = getenv(name); one != "" {
			break
		}
	}
	bare, _, _ := strings.Cut(one, ".")
	if bare == "" || bare == "C" || bare == "POSIX" {
		return nil
	}
	var all []string
	for tag := range strings.SplitSeq(getenv("LANGUAGE"), ":") {
		if tag != "" {
			all = append(all, tag)
		}
	}
	return append(all, one)
}

// maxDefaults is in bytes; the rest of the list is ignored.
const maxDefaults = 4 << 10

// parseDefaults reads the output of "defaults read -g AppleLanguages": a list in parentheses, one
// element per line, in quotes if it has a hyphen.
func parseDefaults(text string) []string {
	var all []string
	for line := range strings.Lines(text[:min(len(text), maxDefaults)]) {
		tag := strings.Trim(strings.TrimSpace(line), `",`)
		if tag != "" && tag != "(" && tag != ")" {
			all = append(all, tag)
		}
	}
	return all
}

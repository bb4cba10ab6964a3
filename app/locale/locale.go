package locale

import "strings"

// environment reads the locale of messages as gettext does: LC_ALL, LC_MESSAGES
// and LANG name one, the first that is set counts, and LANGUAGE may put a list
// before it, unless it is the locale C.
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

// maxDefaults bounds, in bytes, what is read of the list.
const maxDefaults = 4 << 10

// parseDefaults reads what "defaults read -g AppleLanguages" prints: a list in
// parentheses with an element a line, quoted where it holds a hyphen.
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

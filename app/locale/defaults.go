package locale

import "strings"

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

package notify

import (
	"strings"
	"unicode"
)

const (
	summaryLimit = 100 // characters, before escaping
	bodyLimit    = 500
)

// clean makes a text safe to show: plain, and escaped for daemons that read it as markup.
func clean(s string, limit int, lines bool) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(plain(s, limit, lines))
}

// plain makes a text valid UTF-8 (D-Bus closes the connection of whoever sends anything else), without what cannot
// be seen, and no longer than limit.
func plain(s string, limit int, lines bool) string {
	s = strings.Map(func(r rune) rune {
		if lines && r == '\n' {
			return r
		}
		if !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if runes := []rune(s); len(runes) > limit {
		s = string(runes[:limit-1]) + "…"
	}
	return s
}

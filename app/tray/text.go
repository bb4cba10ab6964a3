package tray

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

const (
	labelLimit = 200 // characters of a menu item
	textLimit  = 400 // characters of tooltip and title
)

// cleanLabel makes a text safe as a menu item. Mnemonic is the character with which this system's menus mark
// the next one as a shortcut, and which they swallow unless it is doubled; zero where there is none.
func cleanLabel(s string, mnemonic rune) string {
	s = cut(strip(s, false), labelLimit)
	if mnemonic == 0 {
		return s
	}
	one := string(mnemonic)
	return strings.ReplaceAll(s, one, one+one)
}

// cleanText makes a text safe as tooltip or title. Units is the system's own limit in UTF-16 units, zero for none.
func cleanText(s string, units int) string {
	s = cut(strip(s, true), textLimit)
	if units == 0 || len(utf16.Encode([]rune(s))) <= units {
		return s
	}
	used := 0
	for i, r := range s {
		n := utf16.RuneLen(r)
		if used+n > units {
			return s[:i]
		}
		used += n
	}
	return s
}

// strip drops what cannot be seen: the desktop's own menu code gets these texts, and D-Bus closes the
// connection of whoever sends it invalid UTF-8 or a NUL.
func strip(s string, lines bool) string {
	return strings.Map(func(r rune) rune {
		if lines && r == '\n' {
			return r
		}
		if !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func cut(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + "…"
}

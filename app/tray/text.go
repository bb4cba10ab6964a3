package tray

import (
	"strings"
	"unicode/utf16"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

const (
	labelLimit = 200 // characters of a menu item
	textLimit  = 400 // characters of tooltip and title
)

// cleanLabel makes a text safe for a menu item. Mnemonic is the character that marks the next one as a shortcut in
// this system's menus and must be doubled to be shown; zero for none.
func cleanLabel(s string, mnemonic rune) string {
	s = printable.Shorten(printable.Strip(s, ""), labelLimit)
	if mnemonic == 0 {
		return s
	}
	one := string(mnemonic)
	return strings.ReplaceAll(s, one, one+one)
}

// cleanText makes a text safe for a tooltip or title. Units is the system's limit in UTF-16 units, zero for none.
func cleanText(s string, units int) string {
	s = printable.Shorten(printable.Strip(s, "\n"), textLimit)
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

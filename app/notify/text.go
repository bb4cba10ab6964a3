package notify

import (
	"strings"
	"unicode/utf16"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

const (
	summaryLimit = 100 // characters, before escaping
	bodyLimit    = 500
)

// clean makes a text safe to show: plain, and escaped for daemons that read it as markup.
func clean(s string, limit int, lines bool) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(plain(s, limit, lines))
}

// plain makes a text valid UTF-8 (D-Bus closes the connection of a program that sends anything else), without what cannot
// be seen, and no longer than limit.
func plain(s string, limit int, lines bool) string {
	keep := ""
	if lines {
		keep = "\n"
	}
	return printable.Shorten(printable.Strip(s, keep), limit)
}

// units returns the first limit UTF-16 units of a text that is safe to show, which is what a field of Windows'
// NOTIFYICONDATAW holds. A character of two units is kept or dropped whole. What is cut ends with an ellipsis.
func units(s string, limit int, lines bool) []uint16 {
	u := utf16.Encode([]rune(plain(s, len(s)+1, lines)))
	if len(u) <= limit {
		return u
	}
	end := limit - 1
	if utf16.IsSurrogate(rune(u[end-1])) && utf16.IsSurrogate(rune(u[end])) && utf16.DecodeRune(rune(u[end-1]), rune(u[end])) != '\uFFFD' {
		end--
	}
	return append(u[:end:end], '…')
}

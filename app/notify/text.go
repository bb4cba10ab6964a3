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

// clean is plain with escapes for daemons that read the text as markup.
func clean(s string, limit int, lines bool) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(plain(s, limit, lines))
}

// plain makes a text valid UTF-8 (D-Bus closes the connection of a program that sends anything else), removes invisible
// characters, and shortens it to limit.
func plain(s string, limit int, lines bool) string {
	keep := ""
	if lines {
		keep = "\n"
	}
	return printable.Shorten(printable.Strip(s, keep), limit)
}

// units returns at most limit UTF-16 units of the plain text, for a field of NOTIFYICONDATAW. It never splits a character
// of two units. A cut text ends with an ellipsis.
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

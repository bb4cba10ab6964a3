package notify

import (
	"strings"

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

// plain makes a text valid UTF-8 (D-Bus closes the connection of whoever sends anything else), without what cannot
// be seen, and no longer than limit.
func plain(s string, limit int, lines bool) string {
	keep := ""
	if lines {
		keep = "\n"
	}
	return printable.Shorten(printable.Strip(s, keep), limit)
}

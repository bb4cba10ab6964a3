package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain removes what is not printable from s and cuts it to at most n bytes.
func Plain(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

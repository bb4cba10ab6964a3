package app

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxInert bounds a text from outside, in characters.
const maxInert = 200

// inert makes a text fit for a terminal: one line of valid UTF-8 in which nothing
// moves the cursor, turns the direction of reading or stays unseen. Sentences of
// ours repeat paths, values and what another process said.
func inert(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// short is inert text of at most maxInert characters.
func short(s string) string {
	s = inert(s)
	n := 0
	for i := range s {
		if n++; n > maxInert {
			return s[:i]
		}
	}
	return s
}

// escaped writes what a terminal could act on in JSON's own way, so that a script
// still reads it unchanged. Outside its strings JSON has nothing of the kind.
func escaped(line []byte) []byte {
	var b []byte
	for _, r := range string(line) {
		if r == '\n' || unicode.IsPrint(r) {
			b = utf8.AppendRune(b, r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			b = fmt.Appendf(b, `\u%04x`, unit)
		}
	}
	return b
}

// Package printable makes texts from outside fit to be shown: what another program, a
// server or a person wrote may move a terminal's cursor, turn the direction of reading,
// or end the connection to a desktop that takes valid UTF-8 only.
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Strip makes s valid UTF-8 and drops what is not seen, but for the characters in keep.
func Strip(s, keep string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) || strings.ContainsRune(keep, r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Line makes s one line: white space becomes spaces, and the rest is as Strip has it.
func Line(s string) string {
	return Strip(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")), "")
}

// Cut is the first characters of s, at most limit.
func Cut(s string, limit int) string {
	n := 0
	for i := range s {
		if n++; n > limit {
			return s[:i]
		}
	}
	return s
}

// MaxShort bounds what is shown of a text from outside, in characters.
const MaxShort = 200

// Short is one line of at most MaxShort characters.
func Short(s string) string { return Cut(Line(s), MaxShort) }

// Shorten is Cut with an ellipsis as the last character where something is missing.
func Shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return Cut(s, limit-1) + "…"
}

// JSON escapes what a terminal could act on in JSON's own way, so that a script still
// reads it unchanged. Outside its strings JSON has nothing of the kind. With ascii it escapes
// all other characters too.
func JSON(text []byte, ascii bool) []byte {
	var b []byte
	for _, r := range string(text) {
		if r == '\n' || unicode.IsPrint(r) && !(ascii && r >= utf8.RuneSelf) {
			b = utf8.AppendRune(b, r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			b = fmt.Appendf(b, `\u%04x`, unit)
		}
	}
	return b
}

// Word is a word that somebody typed, short enough to repeat: what looks like a pasted
// token is cut.
func Word(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:8]) + "..."
	}
	return s
}

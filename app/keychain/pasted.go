package keychain

import (
	"strings"
	"unicode"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// What can be wrong with a text that should be a token, for package words.
const (
	TokenEmpty      = "token_empty"
	TokenLong       = "token_long"
	TokenLines      = "token_lines"
	TokenQuote      = "token_quote"
	TokenEncoding   = "token_encoding"
	TokenCharacters = "token_characters"
)

// quotes are what tokens were seen in, by the opening one: of shells, mails and
// word processors.
var quotes = map[rune]rune{'"': '"', '\'': '\'', '`': '`', '\u201c': '\u201d', '\u2018': '\u2019', '\u00ab': '\u00bb', '\u201e': '\u201c'}

// ParsePasted reads a token as people paste it and shells pipe it: in UTF-8 or
// UTF-16, with or without a byte order mark, with line ends, spaces, invisible
// characters or a pair of quotes around it. Cleaned says that something was taken
// off that a person may not have seen; the end of one line and the encoding are no
// such thing. A code says why it is no token, and never repeats it: two lines are
// refused, since it cannot be known which was meant.
func ParsePasted(text string) (token wolkvox.Token, cleaned bool, code string) {
	if len(text) > MaxValue {
		return token, false, TokenLong
	}
	text, ok := Decode(text)
	if !ok {
		return token, false, TokenEncoding
	}
	line := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	text, ok = unquoted(strings.TrimFunc(line, blank))
	switch {
	case text == "":
		return token, false, TokenEmpty
	case strings.ContainsAny(text, "\r\n"):
		return token, false, TokenLines
	case !ok:
		return token, false, TokenQuote
	}
	token, err := wolkvox.ParseToken(text)
	switch {
	case err == nil:
		return token, text != line, ""
	case len(text) > wolkvox.MaxToken:
		return token, false, TokenLong
	}
	return token, false, TokenCharacters
}

// blank reports whether r is nothing that is seen at the edge of a text: space,
// what only steers how a text is shown, and the Ctrl+Z that ends a file in DOS.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == 0x1a }

// unquoted takes off a pair of quotes. It is false for a text with a quote at one
// end alone: that was not copied whole.
func unquoted(text string) (string, bool) {
	runes := []rune(text)
	if len(runes) == 0 {
		return text, true
	}
	first, last := runes[0], runes[len(runes)-1]
	if end, ok := quotes[first]; ok && len(runes) > 1 && last == end {
		return strings.TrimFunc(string(runes[1:len(runes)-1]), blank), true
	}
	for begin, end := range quotes {
		if first == begin || last == end || last == begin {
			return text, false
		}
	}
	return text, true
}

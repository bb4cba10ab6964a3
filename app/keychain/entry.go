package keychain

import (
	"fmt"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// parseEntry turns what a keychain holds into a token. It accepts what the
// system's own tools and other programs store, see Decode. The error never
// carries the value.
func parseEntry(value string) (wolkvox.Token, error) {
	if len(value) > maxValue {
		return wolkvox.Token{}, fmt.Errorf("longer than %d bytes: %w", maxValue, ErrInvalid)
	}
	text, ok := Decode(value)
	if !ok {
		return wolkvox.Token{}, ErrInvalid
	}
	token, err := wolkvox.ParseToken(text)
	if err != nil || token.IsZero() {
		return wolkvox.Token{}, ErrInvalid
	}
	return token, nil
}

// The byte order marks.
const (
	bomUTF8    = "\xef\xbb\xbf"
	bomUTF16LE = "\xff\xfe"
	bomUTF16BE = "\xfe\xff"
)

// Decode finds out how an entry, or a token that a shell piped, was written, and
// returns it in UTF-8 without a byte order mark; false for what cannot be told.
// Windows' own cmdkey and most of its tools store UTF-16, low byte first (zalando/go-keyring, issue 101); other
// programs UTF-8, or UTF-16 with the high byte first; some put a byte order mark
// before it or a NUL behind it. Without a mark UTF-16 is told by its zero bytes,
// which no token has. A token is ASCII wherever one was seen, and of UTF-16
// nothing else is accepted: what is neither is refused and never guessed at.
func Decode(value string) (text string, ok bool) {
	switch {
	case strings.HasPrefix(value, bomUTF8):
		value = value[len(bomUTF8):]
	case strings.HasPrefix(value, bomUTF16LE):
		return narrow(value[2:], 0)
	case strings.HasPrefix(value, bomUTF16BE):
		return narrow(value[2:], 1)
	}
	// The NUL of the end: one byte, or two in UTF-16.
	one := strings.TrimSuffix(value, "\x00")
	if !strings.Contains(one, "\x00") {
		return one, true
	}
	if value[0] == 0 {
		return narrow(value, 1)
	}
	return narrow(value, 0)
}

// narrow takes the zero bytes out of ASCII text in UTF-16, with or without a NUL
// at its end. The low byte of each pair is at low, 0 or 1.
func narrow(value string, low int) (text string, ok bool) {
	value = strings.TrimSuffix(value, "\x00\x00")
	if len(value)%2 != 0 {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(value); i += 2 {
		c := value[i+low]
		if value[i+1-low] != 0 || c == 0 || c >= 0x80 {
			return "", false
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

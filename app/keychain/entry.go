package keychain

import (
	"fmt"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// MaxValue limits, in bytes, what is read where a token is expected. A token has at most
// 512 bytes, twice that in UTF-16.
const MaxValue = 4096

// parseEntry parses the value of an entry. It accepts what the system's own tools and
// other programs store; see Decode. The error never contains the value.
func parseEntry(value string) (wolkvox.Token, error) {
	if len(value) > MaxValue {
		return wolkvox.Token{}, fmt.Errorf("longer than %d bytes: %w", MaxValue, ErrInvalid)
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

// Decode converts the value of an entry, or a token that a shell piped, to UTF-8
// without a byte order mark. It returns false if the encoding is not clear: it never
// guesses.
//
// Windows' cmdkey and most of its tools store UTF-16, low byte first
// (zalando/go-keyring, issue 101); other programs use UTF-8, or UTF-16 with the high
// byte first. Some add a byte order mark before the text or a NUL after it. UTF-16
// without a mark is recognised by its zero bytes, which no token has. Only ASCII is
// accepted in UTF-16, because every token seen so far is ASCII.
func Decode(value string) (text string, ok bool) {
	switch {
	case strings.HasPrefix(value, bomUTF8):
		value = value[len(bomUTF8):]
	case strings.HasPrefix(value, bomUTF16LE):
		return asciiFromUTF16(value[2:], 0)
	case strings.HasPrefix(value, bomUTF16BE):
		return asciiFromUTF16(value[2:], 1)
	}
	// The NUL at the end is one byte, or two in UTF-16.
	one := strings.TrimSuffix(value, "\x00")
	if !strings.Contains(one, "\x00") {
		return one, true
	}
	if value[0] == 0 {
		return asciiFromUTF16(value, 1)
	}
	return asciiFromUTF16(value, 0)
}

// asciiFromUTF16 converts ASCII text in UTF-16, with or without a NUL at its end, to
// UTF-8. The low byte of each pair is at index low, 0 or 1.
func asciiFromUTF16(value string, low int) (text string, ok bool) {
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

package keychain

import (
	"fmt"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// parseEntry turns what a keychain holds into a token. It accepts what the
// system's own tools store: a line feed at the end, and UTF-16 from Windows'
// cmdkey. The error never carries the value.
func parseEntry(value string) (wolkvox.Token, error) {
	if len(value) > maxValue {
		return wolkvox.Token{}, fmt.Errorf("longer than %d bytes: %w", maxValue, ErrInvalid)
	}
	token, err := wolkvox.ParseToken(repairUTF16(value))
	if err != nil || token.IsZero() {
		return wolkvox.Token{}, ErrInvalid
	}
	return token, nil
}

// repairUTF16 takes the zero bytes out of ASCII text that was stored as UTF-16,
// low byte first: an even number of bytes of which every second one is zero,
// and no other. Anything else is returned as it is. Windows' own cmdkey stores
// entries so (zalando/go-keyring, issue 101); a token has no zero bytes, so a
// proper value is never changed.
func repairUTF16(value string) string {
	if value == "" || len(value)%2 != 0 {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i += 2 {
		if value[i] == 0 || value[i+1] != 0 {
			return value
		}
		b.WriteByte(value[i])
	}
	return b.String()
}

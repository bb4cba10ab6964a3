package wolkvox

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxToken bounds a token, in bytes. Tokens that were seen have 52.
const MaxToken = 512

// hidden is what every way of printing a Token shows.
const hidden = "[token]"

// Token is a wolkvox token. One token can do everything in an operation, for every
// extension, so it hides from fmt, slog, JSON and other encoders; only Secret returns
// it. The zero Token means none. Compare with Equal: == compares identity.
type Token struct {
	// A pointer, because fmt prints the fields of a struct it reached by an
	// unexported field without asking its methods, and prints a pointer there
	// as an address.
	value *string
}

// ParseToken reads a token as a person pastes it: surrounding white space is
// dropped, and the rest must be 1 to 512 bytes without spaces or control
// characters. Nothing more is checked, since wolkvox documents no form. The
// error never repeats the input.
func ParseToken(s string) (Token, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return Token{}, errors.New("the token is empty: copy it from wolkvox Manager")
	case len(s) > MaxToken:
		return Token{}, fmt.Errorf("the token is longer than %d bytes: copy only the token", MaxToken)
	case !utf8.ValidString(s):
		return Token{}, errors.New("the token is not text: copy it again from wolkvox Manager")
	}
	for _, r := range s {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return Token{}, errors.New("the token has a space or an invisible character inside: copy only the token")
		}
	}
	return Token{value: &s}, nil
}

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.value == nil }

// Equal reports whether both are the same token, or both none.
func (t Token) Equal(u Token) bool {
	return t.IsZero() == u.IsZero() && t.Secret() == u.Secret()
}

// Secret returns the token itself, and "" for none. It is only for the request's header
// and the keychain.
func (t Token) Secret() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// String returns a fixed text that stands for any token.
func (t Token) String() string { return hidden }

// GoString returns the same text as String, for %#v.
func (t Token) GoString() string { return hidden }

// Format writes the same text as String for every verb and flag.
func (t Token) Format(s fmt.State, _ rune) { io.WriteString(s, hidden) }

// LogValue returns the same text as String, for slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText returns the same text as String, for encoders.
func (t Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON returns the same text as String, as a JSON string.
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

package checks

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// minDerived is the shortest encoded form that is searched for, in bytes: shorter ones occur
// in texts by chance. A token of wolkvox has 52 bytes.
const minDerived = 8

// rounds is how many nested escapes are undone.
const rounds = 3

// Scanner searches texts for one secret in many encodings: plain and in any case, with some
// or all characters escaped for URLs, JSON or quoted text, in base64 of both alphabets (with
// or without padding, beginning anywhere in the encoded text), in hexadecimal, in UTF-16 of
// both byte orders, with white space or NULs in between, and in nested combinations.
type Scanner struct {
	folded [][]byte // lower case; matched without case
	exact  [][]byte // matched as they are
}

// NewScanner makes a Scanner for a secret. It finds nothing if that is empty.
func NewScanner(secret string) Scanner {
	var s Scanner
	if secret == "" {
		return s
	}
	s.folded = append(s.folded, folded([]byte(secret)))
	for _, form := range [][]byte{[]byte(secret), wide(secret, binary.LittleEndian), wide(secret, binary.BigEndian)} {
		if len(form) > len(secret) {
			s.derive(&s.folded, folded(form))
		}
		s.derive(&s.folded, []byte(hex.EncodeToString(form)))
		for shift := range 3 {
			for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				s.derive(&s.exact, inside(alphabet, form, shift))
			}
		}
	}
	return s
}

func (s *Scanner) derive(list *[][]byte, needle []byte) {
	if len(needle) >= minDerived {
		*list = append(*list, needle)
	}
}

// wide encodes a text in UTF-16 without a byte order mark.
func wide(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

// inside returns the part of a base64 text that depends on form only, if form begins shift
// bytes after a group of three. The characters at both ends also hold bits of the
// neighbouring text.
func inside(alphabet *base64.Encoding, form []byte, shift int) []byte {
	whole := alphabet.EncodeToString(append(make([]byte, shift), form...))
	bits := 8 * (shift + len(form))
	from, to := (8*shift+5)/6, bits/6
	if from >= to {
		return nil
	}
	return []byte(whole[from:to])
}

// Find reports whether the secret is in a text.
func (s Scanner) Find(text []byte) bool {
	if len(s.folded) == 0 {
		return false
	}
	// Each view undoes one encoding; the rounds undo nested ones.
	views := [][]byte{text}
	for from, round := 0, 0; round < rounds; round++ {
		end := len(views)
		for _, view := range views[from:end] {
			for _, undo := range []func([]byte) []byte{squeezed, unescapedURL, unescapedText} {
				if plain := undo(view); len(plain) != len(view) {
					views = append(views, plain)
				}
			}
		}
		from = end
	}
	for _, view := range views {
		if s.in(view) {
			return true
		}
	}
	return false
}

func (s Scanner) in(view []byte) bool {
	for _, needle := range s.exact {
		if bytes.Contains(view, needle) {
			return true
		}
	}
	view = folded(view)
	for _, needle := range s.folded {
		if bytes.Contains(view, needle) {
			return true
		}
	}
	return false
}

// folded makes ASCII letters lower case and leaves all other bytes unchanged.
func folded(text []byte) []byte {
	out := bytes.Clone(text)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

// squeezed drops white space and NULs: wrapped lines, and UTF-16 of ASCII.
func squeezed(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, c := range text {
		switch c {
		case 0, ' ', '\t', '\r', '\n':
		default:
			out = append(out, c)
		}
	}
	return out
}

// unescapedURL undoes percent-encoding (RFC 3986, section 2.1) of any character.
func unescapedURL(text []byte) []byte {
	if bytes.IndexByte(text, '%') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' {
			if c, ok := hexNumber(text[i+1:], 2); ok {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return out
}

// unescapedText undoes the escapes of JSON and quoted text: a backslash before a character,
// \xNN, \uNNNN and \UNNNNNNNN.
func unescapedText(text []byte) []byte {
	if bytes.IndexByte(text, '\\') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out = append(out, text[i])
			continue
		}
		i++
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[text[i]]
		n, ok := hexNumber(text[i+1:], digits)
		switch {
		case digits == 0 || !ok:
			out = append(out, text[i])
		case digits == 2:
			out = append(out, byte(n))
			i += digits
		default:
			i += digits
			r := rune(n)
			if utf16.IsSurrogate(r) && i+2 < len(text) && text[i+1] == '\\' && text[i+2] == 'u' {
				if low, ok := hexNumber(text[i+3:], 4); ok {
					r = utf16.DecodeRune(r, rune(low))
					i += 6
				}
			}
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// hexNumber parses that many hexadecimal digits.
func hexNumber(text []byte, digits int) (uint32, bool) {
	if digits == 0 || len(text) < digits || strings.ContainsAny(string(text[:digits]), "+-_") {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[:digits]), 16, 32)
	return uint32(n), err == nil
}

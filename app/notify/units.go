package notify

import "unicode/utf16"

// units returns the first limit UTF-16 units of a text that is safe to show, which is what a field of Windows'
// NOTIFYICONDATAW holds. A character of two units is kept or dropped whole. What is cut ends with an ellipsis.
func units(s string, limit int, lines bool) []uint16 {
	u := utf16.Encode([]rune(plain(s, len(s)+1, lines)))
	if len(u) <= limit {
		return u
	}
	end := limit - 1
	if utf16.IsSurrogate(rune(u[end-1])) && utf16.IsSurrogate(rune(u[end])) && utf16.DecodeRune(rune(u[end-1]), rune(u[end])) != '\uFFFD' {
		end--
	}
	return append(u[:end:end], '…')
}

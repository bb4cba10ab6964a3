package x11

import "strings"

// keysym is a key symbol (X11/keysymdef.h).
type keysym uint32

// The symbols of modifier keys.
const (
	symNumLock    keysym = 0xff7f
	symScrollLock keysym = 0xff14
	symAltL       keysym = 0xffe9
	symAltR       keysym = 0xffea
	symSuperL     keysym = 0xffeb
	symSuperR     keysym = 0xffec
)

// keymap is the reply to GetKeyboardMapping: width symbols for each key code from first on.
type keymap struct {
	first byte
	width int
	syms  []keysym
}

// at returns the symbol of a key code in a column, or 0 where there is none.
func (m keymap) at(code byte, column int) keysym {
	i := (int(code)-int(m.first))*m.width + column
	if code < m.first || column >= m.width || i >= len(m.syms) {
		return 0
	}
	return m.syms[i]
}

// count returns the number of key codes in the table.
func (m keymap) count() int {
	if m.width <= 0 {
		return 0
	}
	return len(m.syms) / m.width
}

// code finds the key code of a key by its chord name. It uses only the unshifted column of
// the first group: a chord names a key, which keeps its code while a second layout is active.
//
// F13 to F20 are looked up by symbol first and then by their Linux key codes, because most
// layouts give these keys other symbols.
func (m keymap) code(key string) (byte, bool) {
	sym := symbol(key)
	if sym == 0 {
		return 0, false
	}
	for i := range m.count() {
		if m.syms[i*m.width] == sym {
			return m.first + byte(i), true
		}
	}
	const symF13, symF20, codeF13 = 0xffca, 0xffd1, 191
	if sym >= symF13 && sym <= symF20 {
		code := codeF13 + int(sym-symF13)
		if code >= int(m.first) && code < int(m.first)+m.count() {
			return byte(code), true
		}
	}
	return 0, false
}

// symbol returns the unshifted symbol of a key by its chord name, or 0 for an unknown name.
func symbol(key string) keysym {
	if len(key) == 1 {
		switch c := key[0]; {
		case c >= 'A' && c <= 'Z':
			return keysym(c - 'A' + 'a')
		case c >= '0' && c <= '9':
			return keysym(c)
		}
		return 0
	}
	if digits, ok := strings.CutPrefix(key, "F"); ok {
		return functionKey(digits)
	}
	switch key {
	case "Space":
		return 0x0020
	case "Pause":
		return 0xff13
	case "Home":
		return 0xff50
	case "Left":
		return 0xff51
	case "Up":
		return 0xff52
	case "Right":
		return 0xff53
	case "Down":
		return 0xff54
	case "PageUp":
		return 0xff55
	case "PageDown":
		return 0xff56
	case "End":
		return 0xff57
	case "Insert":
		return 0xff63
	}
	return 0
}

func functionKey(digits string) keysym {
	n := 0
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' || n == 0 && c == '0' || n > 9 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n < 1 || n > 20 {
		return 0
	}
	return 0xffbe + keysym(n-1)
}

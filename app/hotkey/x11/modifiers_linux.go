package x11

import "github.com/wolkvox-hold/wolkvox-hold/app/settings"

// The fixed modifier bits of X. The layout defines the meaning of Mod1 to Mod5.
const (
	maskShift   uint16 = 1 << 0
	maskLock    uint16 = 1 << 1
	maskControl uint16 = 1 << 2
)

// modifiers says which bits of a key event's state the layout uses for what.
type modifiers struct {
	alt, super uint16 // 0 where the layout has no such modifier
	locks      uint16 // bits of NumLock, CapsLock and ScrollLock
}

// findModifiers reads the reply to GetModifierMapping: eight rows of key codes, one row for
// each bit. NumLock is not always the same bit, and ScrollLock often has none.
func findModifiers(m keymap, table []byte) modifiers {
	width := len(table) / 8
	bit := func(syms ...keysym) uint16 {
		// The unshifted column first: PC layouts repeat Alt and Super in the shifted
		// column of keys that no keyboard has.
		for _, columns := range [][2]int{{0, 1}, {1, m.width}} {
			for row := 3; row < 8; row++ {
				for _, code := range table[row*width : (row+1)*width] {
					if code == 0 {
						continue
					}
					for column := columns[0]; column < columns[1]; column++ {
						for _, sym := range syms {
							if m.at(code, column) == sym {
								return 1 << row
							}
						}
					}
				}
			}
		}
		return 0
	}
	mods := modifiers{alt: bit(symAltL, symAltR), super: bit(symSuperL, symSuperR)}
	// Where a lock shares its bit with Alt or Super, ignoring that bit would make a
	// similar chord fire. There the lock counts as a modifier.
	mods.locks = (maskLock | bit(symNumLock) | bit(symScrollLock)) &^ (mods.alt | mods.super)
	return mods
}

// state returns the modifier bits of a chord. It is false when the layout does not have one
// of them, or has the same bit for Alt and Super.
func (m modifiers) state(c settings.Chord) (uint16, bool) {
	if c.Alt && m.alt == 0 || c.Super && m.super == 0 || (c.Alt || c.Super) && m.alt == m.super {
		return 0, false
	}
	var state uint16
	for _, part := range []struct {
		wanted bool
		bits   uint16
	}{{c.Shift, maskShift}, {c.Ctrl, maskControl}, {c.Alt, m.alt}, {c.Super, m.super}} {
		if part.wanted {
			state |= part.bits
		}
	}
	return state, true
}

// variants returns state with every combination of locks. A grab matches the exact state, so
// without this the chord would not work while NumLock is on.
func (m modifiers) variants(state uint16) []uint16 {
	list := []uint16{state}
	for bit := uint16(1); bit != 0; bit <<= 1 {
		if m.locks&bit == 0 {
			continue
		}
		for _, s := range list {
			list = append(list, s|bit)
		}
	}
	return list
}

// keyGrab is one grab: a key code with a modifier state.
type keyGrab struct {
	code  byte
	state uint16
}

// grabsFor returns all grabs of a chord on a layout, or false when the layout does not have
// the key or a modifier.
func grabsFor(m keymap, table []byte, c settings.Chord) (code byte, list []keyGrab, ok bool) {
	code, ok = m.code(c.Key)
	if !ok {
		return 0, nil, false
	}
	mods := findModifiers(m, table)
	state, ok := mods.state(c)
	if !ok {
		return 0, nil, false
	}
	for _, s := range mods.variants(state) {
		list = append(list, keyGrab{code, s})
	}
	return code, list, true
}

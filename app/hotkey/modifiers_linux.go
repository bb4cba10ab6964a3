package hotkey

import "github.com/wolkvox-hold/wolkvox-hold/app/settings"

// The modifier bits that X fixes; Mod1 to Mod5 mean what the layout says.
const (
	maskShift   uint16 = 1 << 0
	maskLock    uint16 = 1 << 1
	maskControl uint16 = 1 << 2
)

// modifiers is what the layout puts on the bits of a key event's state.
type modifiers struct {
	alt, super uint16 // 0 where no modifier key carries it
	locks      uint16 // the bits that a lock leaves on while people type
}

// findModifiers reads the table that GetModifierMapping answers with: eight
// rows of key codes, one row a bit. NumLock is not always the same bit, and
// ScrollLock is often none.
func findModifiers(m keymap, table []byte) modifiers {
	width := len(table) / 8
	bit := func(syms ...keysym) uint16 {
		// What a key is without Shift comes first: PC layouts name Alt and
		// Super again on the shifted side of keys that no keyboard has.
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
	// On a layout where a lock shares its bit with Alt or Super, ignoring that
	// bit would make a near chord fire. Then the lock counts as a modifier.
	mods.locks = (maskLock | bit(symNumLock) | bit(symScrollLock)) &^ (mods.alt | mods.super)
	return mods
}

// state returns the modifier bits of a chord. It is false when the layout
// lacks one of them, or cannot tell Alt from Super.
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

// variants returns state with every combination of locks on and off. A grab
// matches the whole state, so each must be grabbed, or the chord is dead while
// NumLock is on.
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

// combo is one thing to grab: a key code with a modifier state.
type combo struct {
	code  byte
	state uint16
}

// combos returns everything to grab for a chord on a layout, or false when the
// layout lacks the key or a modifier.
func combos(m keymap, table []byte, c settings.Chord) (code byte, list []combo, ok bool) {
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
		list = append(list, combo{code, s})
	}
	return code, list, true
}

package x11

import (
	"slices"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// layout makes a keymap of the key codes from 8 to 255, as X servers have
// them, with these symbols on these codes.
func layout(syms map[byte][]keysym) keymap {
	m := keymap{first: 8, width: 4, syms: make([]keysym, (256-8)*4)}
	for code, row := range syms {
		copy(m.syms[(int(code)-8)*4:], row)
	}
	return m
}

// pc is the part of a US layout that the tests need, with the codes that Linux
// gives the keys of a PC keyboard.
func pc() map[byte][]keysym {
	return map[byte][]keysym{
		10: {'1', '!'}, 19: {'0', ')'},
		24: {'q', 'Q'}, 38: {'a', 'A', 'q', 'Q'},
		64: {symAltL, 0xffe7}, 65: {' '}, 66: {0xffe5},
		67: {0xffbe}, 75: {0xffc6}, 76: {0xffc7}, 77: {symNumLock}, 78: {symScrollLock},
		108: {symAltR}, 110: {0xff50}, 118: {0xff63}, 127: {0xff13, 0xff6b},
		133: {symSuperL}, 204: {0, symAltL}, 206: {0, symSuperL},
		191: {0x1008ff81}, 192: {0x1008ff45}, // Tools and Launch5, where F13 and F14 are printed
	}
}

// rows makes the table of GetModifierMapping.
func rows(mods map[int][]byte) []byte {
	table := make([]byte, 8*4)
	for row, codes := range mods {
		copy(table[row*4:], codes)
	}
	return table
}

func pcMods() map[int][]byte {
	return map[int][]byte{0: {50, 62}, 1: {66}, 2: {37, 105}, 3: {64, 108, 204}, 4: {77}, 6: {133, 206}}
}

func TestKeyCode(t *testing.T) {
	french := pc()
	french[24], french[38] = []keysym{'a', 'A'}, []keysym{'q', 'Q'}
	french[10] = []keysym{'&', '1'}
	russian := pc()
	russian[38] = []keysym{0x6c6, 0x6e6, 'a', 'A'}
	own := pc()
	own[120] = []keysym{0xffca}
	for _, tt := range []struct {
		name string
		syms map[byte][]keysym
		key  string
		want byte // 0: no such key
	}{
		{"function key", pc(), "F9", 75},
		{"letter", pc(), "A", 38},
		{"a letter is the first group's, not the second's", pc(), "Q", 24},
		{"letter that moved", french, "A", 24},
		{"digit", pc(), "1", 10},
		{"digit that needs Shift is another key", french, "1", 0},
		{"letter of the second group only", russian, "A", 0},
		{"space", pc(), "Space", 65},
		{"pause", pc(), "Pause", 127},
		{"insert", pc(), "Insert", 118},
		{"home", pc(), "Home", 110},
		{"F13 by its code", pc(), "F13", 191},
		{"F20 by its code", pc(), "F20", 198},
		{"F13 by its symbol", own, "F13", 120},
		{"key the layout lacks", pc(), "End", 0},
		{"lower case is no chord name", pc(), "a", 0},
		{"F0", pc(), "F0", 0},
		{"F21", pc(), "F21", 0},
		{"F09", pc(), "F09", 0},
		{"F alone is a letter the layout lacks", pc(), "F", 0},
		{"nothing", pc(), "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := layout(tt.syms).code(tt.key)
			if got != tt.want || ok != (tt.want != 0) {
				t.Errorf("code(%q) = %d, %v, want %d, %v", tt.key, got, ok, tt.want, tt.want != 0)
			}
		})
	}
	if _, ok := (keymap{first: 8, width: 1, syms: make([]keysym, 100)}).code("F13"); ok {
		t.Error("F13 was given a key code that the keyboard does not have")
	}
}

// Every key that a chord may have has a symbol of its own.
func TestEveryChordKeyHasASymbol(t *testing.T) {
	names := []string{"Space", "Pause", "Insert", "Home", "End", "PageUp", "PageDown", "Left", "Right", "Up", "Down",
		"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F18", "F19", "F20"}
	for c := 'A'; c <= 'Z'; c++ {
		names = append(names, string(c))
	}
	for c := '0'; c <= '9'; c++ {
		names = append(names, string(c))
	}
	seen := map[keysym]string{}
	for _, name := range names {
		s := symbol(name)
		if s == 0 || seen[s] != "" {
			t.Errorf("symbol(%q) = %#x, want one of its own (%q has it)", name, s, seen[s])
		}
		seen[s] = name
	}
}

func TestCombos(t *testing.T) {
	ctrlShiftF9 := settings.DefaultChord()
	const base = maskControl | maskShift
	numLock := func(bit int) map[int][]byte {
		m := pcMods()
		delete(m, 4)
		m[bit] = append(m[bit], 77)
		return m
	}
	with := func(bit int, code ...byte) map[int][]byte {
		m := pcMods()
		m[bit] = code
		return m
	}
	for _, tt := range []struct {
		name  string
		mods  map[int][]byte
		chord settings.Chord
		want  []uint16 // nil: not on this layout
	}{
		{"NumLock where it mostly is", pcMods(), ctrlShiftF9,
			[]uint16{base, base | 2, base | 16, base | 18}},
		{"NumLock elsewhere", numLock(7), ctrlShiftF9,
			[]uint16{base, base | 2, base | 128, base | 130}},
		{"no NumLock", numLock(0), ctrlShiftF9,
			[]uint16{base, base | 2}},
		{"ScrollLock too", with(5, 78), ctrlShiftF9,
			[]uint16{base, base | 2, base | 16, base | 18, base | 32, base | 34, base | 48, base | 50}},
		{"Alt is Mod1", pcMods(), settings.Chord{Alt: true, Key: "F9"},
			[]uint16{8, 8 | 2, 8 | 16, 8 | 18}},
		{"Super is Mod4", pcMods(), settings.Chord{Super: true, Key: "A"},
			[]uint16{64, 64 | 2, 64 | 16, 64 | 18}},
		{"Alt moved", with(3, 0), settings.Chord{Alt: true, Key: "F9"}, nil},
		{"Alt only on a shifted side", with(3, 204), settings.Chord{Alt: true, Key: "F9"},
			[]uint16{8, 8 | 2, 8 | 16, 8 | 18}},
		{"NumLock on Alt's bit counts as Alt", numLock(3), ctrlShiftF9,
			[]uint16{base, base | 2}},
		{"Super on Alt's bit cannot be told from it", with(6, 0), settings.Chord{Super: true, Key: "F9"}, nil},
		{"key the layout lacks", pcMods(), settings.Chord{Ctrl: true, Key: "End"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "Super on Alt's bit cannot be told from it" {
				tt.mods[3] = []byte{64, 133}
			}
			code, list, ok := grabsFor(layout(pc()), rows(tt.mods), tt.chord)
			var got []uint16
			for _, g := range list {
				if g.code != code {
					t.Errorf("grabs code %d, want %d", g.code, code)
				}
				got = append(got, g.state)
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) || ok != (tt.want != nil) {
				t.Errorf("got states %v, %v, want %v", got, ok, tt.want)
			}
		})
	}
}

// For any answer of a server there is no panic, and each grab has exactly the chord's modifiers
// plus locks.
func FuzzCombos(f *testing.F) {
	f.Add(byte(8), 4, []byte{0xff, 0xc6, 0, 0}, rows(pcMods()), "F9", byte(3))
	f.Add(byte(8), 0, []byte{}, []byte{}, "A", byte(1))
	f.Add(byte(250), 1, make([]byte, 400), []byte{1, 2, 3}, "F20", byte(12))
	f.Add(byte(8), 2, []byte{0xff, 0x7f, 0xff, 0xe9, 0xff, 0xeb, 0, 'a'}, []byte{8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9}, "A", byte(15))
	f.Fuzz(func(t *testing.T, first byte, width int, raw, table []byte, key string, flags byte) {
		m := keymap{first: first, width: width}
		for i := 0; i+1 < len(raw); i += 2 {
			m.syms = append(m.syms, keysym(raw[i])<<8|keysym(raw[i+1]))
		}
		c := settings.Chord{Ctrl: flags&1 != 0, Shift: flags&2 != 0, Alt: flags&4 != 0, Super: flags&8 != 0, Key: key}
		code, list, ok := grabsFor(m, table, c)
		if ok != (len(list) > 0) {
			t.Fatalf("got %d grabs and %v", len(list), ok)
		}
		mods := findModifiers(m, table)
		for _, g := range list {
			rest := g.state &^ mods.locks
			for _, part := range []struct {
				on   bool
				bits uint16
			}{{c.Ctrl, maskControl}, {c.Shift, maskShift}, {c.Alt, mods.alt}, {c.Super, mods.super}} {
				if part.on != (part.bits != 0 && rest&part.bits != 0) {
					t.Fatalf("chord %+v grabs state %#x on %+v", c, g.state, mods)
				}
			}
			if g.code != code {
				t.Fatalf("grabs code %d, want %d", g.code, code)
			}
		}
	})
}

package settings

import "strings"

// Chord is one key with its modifiers. The zero Chord means none.
type Chord struct {
	Ctrl, Shift, Alt, Super bool
	// Key is the key's canonical name: A to Z, 0 to 9, F1 to F20, Space,
	// Pause, Insert, Home, End, PageUp, PageDown, Left, Right, Up or Down.
	Key string
}

// DefaultChord is the chord if none is set: Ctrl+Shift+F9.
func DefaultChord() Chord { return Chord{Ctrl: true, Shift: true, Key: "F9"} }

// String returns the canonical text, such as "Ctrl+Shift+F9", which ParseChord accepts.
// The zero Chord gives "".
func (c Chord) String() string {
	if c.Key == "" {
		return ""
	}
	return strings.Join(append(c.Modifiers("Ctrl", "Shift", "Alt", "Super"), c.Key), "+")
}

// Modifiers returns the names of the chord's modifiers, in this order. Desktops use
// different names for them.
func (c Chord) Modifiers(ctrl, shift, alt, super string) []string {
	var names []string
	for _, m := range []struct {
		on   bool
		name string
	}{{c.Ctrl, ctrl}, {c.Shift, shift}, {c.Alt, alt}, {c.Super, super}} {
		if m.on {
			names = append(names, m.name)
		}
	}
	return names
}

// ParseChord parses a chord such as "Ctrl+Shift+F9". Case and spaces around the parts
// do not matter. Control, Option, Win, Windows, Cmd, Command and Meta are accepted too.
//
// It refuses, each with its code: keys without a modifier, except F13 to F20 and Pause;
// letters, digits and Space without Ctrl or Super; AltGr, and Ctrl+Alt with a letter,
// digit or Space (on Spanish and Portuguese keyboards that types @, \ and €); and the
// chords that desktops and editing need, which are in system.go.
func ParseChord(s string) (Chord, error) {
	no := func(code string) (Chord, error) { return Chord{}, refuse(Hotkey, code, s) }
	if len(s) > 200 {
		return no(CodeTooLong)
	}
	if strings.TrimSpace(s) == "" {
		return no(CodeChordEmpty)
	}
	parts := strings.Split(s, "+")
	var c Chord
	altGr := false
	for _, p := range parts[:len(parts)-1] {
		switch modifier(p) {
		case "Ctrl":
			c.Ctrl = true
		case "Shift":
			c.Shift = true
		case "Alt":
			c.Alt = true
		case "Super":
			c.Super = true
		case "AltGr":
			altGr = true
		default:
			return no(CodeChordUnknownModifier)
		}
	}
	last := parts[len(parts)-1]
	if strings.TrimSpace(last) == "" || modifier(last) != "" {
		return no(CodeChordNoKey)
	}
	key, ok := keyName(last)
	if !ok {
		return no(CodeChordUnknownKey)
	}
	if altGr {
		return no(CodeChordAltGr)
	}
	c.Key = key
	if code := c.brokenRule(); code != "" {
		return no(code)
	}
	return c, nil
}

// brokenRule returns the code of the rule that c breaks, or "".
func (c Chord) brokenRule() string {
	bare := !c.Ctrl && !c.Shift && !c.Alt && !c.Super
	switch {
	case bare && !validAlone(c.Key):
		return CodeChordBare
	case c.system():
		return CodeChordSystem
	case isCharacter(c.Key) && c.Ctrl && c.Alt:
		return CodeChordAltGr
	case isCharacter(c.Key) && !c.Ctrl && !c.Super:
		return CodeChordNeedsCtrl
	}
	return ""
}

// isCharacter reports whether the key types a character.
func isCharacter(key string) bool { return len(key) == 1 || key == "Space" }

// validAlone reports whether the key needs no modifier, because no program types or
// edits with it.
func validAlone(key string) bool { return key == "Pause" || functionKey(key) >= 13 }

// functionKey returns n for "Fn", and 0 for every other key.
func functionKey(key string) int {
	if len(key) < 2 || len(key) > 3 || key[0] != 'F' {
		return 0
	}
	n := 0
	for i := 1; i < len(key); i++ {
		if !isDigit(key[i]) || key[1] == '0' {
			return 0
		}
		n = n*10 + int(key[i]-'0')
	}
	if n > 20 {
		return 0
	}
	return n
}

func modifier(s string) string {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "ctrl", "control":
		return "Ctrl"
	case "shift":
		return "Shift"
	case "alt", "option":
		return "Alt"
	case "super", "win", "windows", "cmd", "command", "meta":
		return "Super"
	case "altgr", "alt gr":
		return "AltGr"
	}
	return ""
}

// keyName returns the canonical name of a key. It also knows keys that no chord may use
// (Tab, Delete, …), so that they are refused for the right reason.
func keyName(s string) (string, bool) {
	up := strings.ToUpper(strings.TrimSpace(s))
	if len(up) == 1 && (isDigit(up[0]) || isLetter(up[0])) {
		return up, true
	}
	if functionKey(up) > 0 {
		return up, true
	}
	switch up {
	case "SPACE", "SPACEBAR":
		return "Space", true
	case "PAUSE", "BREAK":
		return "Pause", true
	case "INSERT", "INS":
		return "Insert", true
	case "HOME":
		return "Home", true
	case "END":
		return "End", true
	case "PAGEUP", "PGUP", "PRIOR", "PAGE UP":
		return "PageUp", true
	case "PAGEDOWN", "PGDN", "NEXT", "PAGE DOWN":
		return "PageDown", true
	case "LEFT", "RIGHT", "UP", "DOWN":
		return up[:1] + strings.ToLower(up[1:]), true
	case "ARROWLEFT", "ARROWRIGHT", "ARROWUP", "ARROWDOWN":
		return up[5:6] + strings.ToLower(up[6:]), true
	case "TAB":
		return "Tab", true
	case "ESC", "ESCAPE":
		return "Escape", true
	case "ENTER", "RETURN":
		return "Enter", true
	case "DELETE", "DEL":
		return "Delete", true
	case "BACKSPACE":
		return "Backspace", true
	case "PRINT", "PRINTSCREEN", "PRTSC":
		return "Print", true
	}
	return "", false
}

package settings

import (
	"strconv"
	"strings"
	"testing"
)

func TestParseChordReadsTheNamesOfEverySystem(t *testing.T) {
	for in, want := range map[string]string{
		"Ctrl+Shift+F9": "Ctrl+Shift+F9",
		"Ctrl+Shift+F9" + strings.Repeat(" ", 187): "Ctrl+Shift+F9", // 200 bytes
		"shift+ctrl+f9":            "Ctrl+Shift+F9",
		" CONTROL + Shift + F9 ":   "Ctrl+Shift+F9",
		"Ctrl+Ctrl+Shift+F9":       "Ctrl+Shift+F9",
		"Shift+F9":                 "Shift+F9",
		"Alt+F9":                   "Alt+F9",
		"Ctrl+F12":                 "Ctrl+F12",
		"Option+F9":                "Alt+F9",
		"Win+F9":                   "Super+F9",
		"Windows+F9":               "Super+F9",
		"Cmd+F9":                   "Super+F9",
		"Command+Shift+H":          "Shift+Super+H",
		"Meta+Ctrl+h":              "Ctrl+Super+H",
		"Ctrl+Shift+H":             "Ctrl+Shift+H",
		"Ctrl+Shift+1":             "Ctrl+Shift+1",
		"Ctrl+1":                   "Ctrl+1",
		"Ctrl+Shift+Space":         "Ctrl+Shift+Space",
		"Pause":                    "Pause",
		"break":                    "Pause",
		"Shift+Pause":              "Shift+Pause",
		"F13":                      "F13",
		"F20":                      "F20",
		"Ctrl+F13":                 "Ctrl+F13",
		"Ctrl+Alt+F13":             "Ctrl+Alt+F13",
		"Ctrl+Alt+Home":            "Ctrl+Alt+Home",
		"Ctrl+Alt+PgUp":            "Ctrl+Alt+PageUp",
		"Ctrl+Alt+Next":            "Ctrl+Alt+PageDown",
		"Ctrl+Shift+Ins":           "Ctrl+Shift+Insert",
		"Alt+Shift+ArrowUp":        "Shift+Alt+Up",
		"Alt+Shift+left":           "Shift+Alt+Left",
		"Ctrl+Shift+Super+Z":       "Ctrl+Shift+Super+Z",
		"Ctrl+Shift+Super+Alt+End": "Ctrl+Shift+Alt+Super+End",
		DefaultChord().String():    "Ctrl+Shift+F9",
		"Ctrl+Alt+Page Down":       "Ctrl+Alt+PageDown",
	} {
		c, err := ParseChord(in)
		if err != nil || c.String() != want {
			t.Errorf("ParseChord(%q): got %q, %v, want %q", in, c, err, want)
		}
	}
}

func TestParseChordRefusesWithTheReason(t *testing.T) {
	for want, list := range map[string][]string{
		CodeChordEmpty:           {"", "  "},
		CodeChordNoKey:           {"Ctrl+", "Ctrl", "Ctrl+Shift", "Ctrl+Shift+ ", "Shift+AltGr", "Win"},
		CodeChordUnknownModifier: {"Hyper+F9", "+F9", "Ctrl++F9", "F9+Ctrl", "Ctrl+A+B", "Ctrl++", "+", "Fn+F9"},
		CodeChordUnknownKey:      {"Ctrl+Foo", "Ctrl+F0", "Ctrl+F21", "Ctrl+F09", "Ctrl+F99999999999999999999", "Ctrl+ñ", "Ctrl+-", "F1x", "Ctrl+F1\x00", "Ctrl+F1:", "Ctrl+A1"},
		CodeChordBare:            {"A", "1", "Space", "F1", "F9", "F12", "Insert", "Home", "Left", "Tab", "Esc", "Delete", "Enter"},
		CodeChordNeedsCtrl:       {"Shift+A", "Shift+1", "Alt+A", "Alt+Shift+A", "Alt+5", "Shift+Space"},
		CodeChordAltGr:           {"Ctrl+Alt+Q", "Ctrl+Alt+2", "Ctrl+Option+H", "Ctrl+Alt+Shift+E", "Ctrl+Alt+Super+E", "Ctrl+Alt+Space", "AltGr+Q", "AltGr+F9", "Ctrl+Alt Gr+F9"},
		CodeChordSystem: {
			"Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Ctrl+A", "Ctrl+S", "Ctrl+F", "Ctrl+P", "Ctrl+N", "Ctrl+O", "Ctrl+W", "Ctrl+T", "Ctrl+Q",
			"Alt+F4", "Ctrl+F4", "Alt+Tab", "Alt+Shift+Tab", "Ctrl+Tab", "Super+Tab", "Alt+Space", "Ctrl+Space", "Super+Space", "Alt+F2",
			"Ctrl+Alt+Delete", "Ctrl+Alt+Del", "Ctrl+Alt+F1", "Ctrl+Alt+F7", "Ctrl+Alt+F12", "Ctrl+Alt+Shift+F2", "Ctrl+Shift+Esc", "Ctrl+Esc", "Alt+Enter",
			"Super+L", "Win+D", "Win+E", "Win+R", "Win+1", "Cmd+Q", "Cmd+C", "Win+Shift+S", "Cmd+Shift+4", "Ctrl+Cmd+Q", "Super+Left", "Ctrl+Super+Right",
			"Shift+Insert", "Ctrl+Insert", "Shift+F10", "Ctrl+Shift+Z", "Ctrl+Shift+V", "Ctrl+Shift+Left", "Ctrl+Home", "Shift+End", "Alt+Left", "Ctrl+Alt+Left",
			"Ctrl+Pause", "Ctrl+Alt+Break", "Super+Pause", "Shift+Print", "Ctrl+Backspace",
		},
		CodeTooLong: {strings.Repeat("Ctrl+", 100) + "F9"},
	} {
		for _, in := range list {
			c, err := ParseChord(in)
			if code(t, err) != want || c != (Chord{}) {
				t.Errorf("ParseChord(%q): got %q, %v, want %s", in, c, err, want)
			}
		}
	}
}

// All possible chords: an accepted one parses as itself and keeps the rules, which are
// stated here without the tables of ParseChord.
func TestEveryChordIsRefusedOrKeepsTheRules(t *testing.T) {
	keys := strings.Fields("Space Pause Insert Home End PageUp PageDown Left Right Up Down Tab Escape Enter Delete Backspace Print")
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" {
		keys = append(keys, string(r))
	}
	for n := 1; n <= 20; n++ {
		keys = append(keys, "F"+strconv.Itoa(n))
	}
	accepted := 0
	for mods := range 16 {
		for _, key := range keys {
			c := Chord{Ctrl: mods&1 != 0, Shift: mods&2 != 0, Alt: mods&4 != 0, Super: mods&8 != 0, Key: key}
			got, err := ParseChord(c.String())
			if err != nil {
				continue
			}
			accepted++
			if got != c {
				t.Errorf("ParseChord(%q): got %q", c, got)
			}
			alone := key == "Pause" || len(key) == 3 && (key[:2] == "F1" && key[2] >= '3' || key == "F20")
			if mods == 0 && !alone {
				t.Errorf("%q is accepted without a modifier", c)
			}
			if types := len(key) == 1 || key == "Space"; types && (!c.Ctrl && !c.Super || c.Ctrl && c.Alt) {
				t.Errorf("%q is accepted, but types a character", c)
			}
			if len(key) == 1 && c.Ctrl && !c.Shift && !c.Alt && !c.Super && strings.Contains("CVXZYASFPNOWTQ", key) {
				t.Errorf("%q is accepted, but editing needs it", c)
			}
		}
	}
	if accepted < 200 {
		t.Errorf("got %d chords that are accepted, want a real choice", accepted)
	}
}

func TestZeroChordHasNoText(t *testing.T) {
	if got := (Chord{Ctrl: true}).String(); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

func FuzzParseChord(f *testing.F) {
	for _, s := range []string{"Ctrl+Shift+F9", "Ctrl+", "Hyper+F9", "", "AltGr+Q", "Alt+F4", "f13", "Ctrl+Alt+Q", "++", "Cmd + Shift + h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseChord(s)
		if err != nil {
			if code(t, err) == "" || c != (Chord{}) {
				t.Errorf("ParseChord(%q): got %q, %v", s, c, err)
			}
			return
		}
		again, err := ParseChord(c.String())
		if err != nil || again != c {
			t.Errorf("ParseChord(%q) after %q: got %q, %v", c, s, again, err)
		}
	})
}

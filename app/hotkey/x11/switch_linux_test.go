package x11

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func TestSwitched(t *testing.T) {
	for _, tt := range []struct {
		options string
		chord   settings.Chord
		want    bool
	}{
		{"", settings.DefaultChord(), false},
		{"grp:ctrl_shift_toggle", settings.DefaultChord(), true},
		{"terminate:ctrl_alt_bksp,grp:ctrl_shift_toggle,grp_led:scroll", settings.DefaultChord(), true},
		{"grp_led:scroll, grp:lctrl_lshift_toggle", settings.Chord{Ctrl: true, Shift: true, Alt: true, Key: "F9"}, true},
		{"grp:alt_shift_toggle", settings.DefaultChord(), false},
		{"grp:alt_shift_toggle", settings.Chord{Alt: true, Shift: true, Key: "F9"}, true},
		{"grp:ctrl_shift_toggle", settings.Chord{Ctrl: true, Key: "F9"}, false},
		{"grp:ctrl_shift_toggle", settings.Chord{Key: "Pause"}, false},
		{"grp:caps_toggle,compose:menu", settings.DefaultChord(), false},
	} {
		if got := switchesLayout(tt.options, tt.chord); got != tt.want {
			t.Errorf("options %q, %s: got %v, want %v", tt.options, tt.chord, got, tt.want)
		}
	}
}

func TestXKBOptions(t *testing.T) {
	for rules, want := range map[string]string{
		"evdev\x00pc105\x00us,ru\x00,\x00grp:ctrl_shift_toggle,terminate:ctrl_alt_bksp\x00": "grp:ctrl_shift_toggle,terminate:ctrl_alt_bksp",
		"evdev\x00pc105\x00us\x00\x00\x00":                                                  "",
		"evdev\x00pc105\x00us\x00\x00grp:ctrl_shift_toggle":                                 "grp:ctrl_shift_toggle",
		"evdev\x00pc105": "",
		"":               "",
	} {
		if got := xkbOptions([]byte(rules)); got != want {
			t.Errorf("%q: got %q, want %q", rules, got, want)
		}
	}
}

func FuzzXKBOptions(f *testing.F) {
	f.Add([]byte("evdev\x00pc105\x00us,ru\x00,\x00grp:ctrl_shift_toggle\x00"))
	f.Fuzz(func(t *testing.T, rules []byte) {
		if options := xkbOptions(rules); len(options) > len(rules) {
			t.Errorf("%q: got %q", rules, options)
		}
		_ = switchesLayout(xkbOptions(rules), settings.DefaultChord())
	})
}

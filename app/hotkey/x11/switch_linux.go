package x11

import (
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// switchOptions are the XKB options that switch layouts with modifiers that chords use, and
// those modifiers. With such an option, the second of its keys is not a modifier any more, so
// a chord with both arrives as another one. Which options affect the left-hand keys was
// measured; see TestLayoutSwitchesAndChords.
var switchOptions = map[string]settings.Chord{
	"grp:ctrl_shift_toggle":       {Ctrl: true, Shift: true},
	"grp:ctrl_shift_toggle_bidir": {Ctrl: true, Shift: true},
	"grp:lctrl_lshift_toggle":     {Ctrl: true, Shift: true},
	"grp:alt_shift_toggle":        {Alt: true, Shift: true},
	"grp:alt_shift_toggle_bidir":  {Alt: true, Shift: true},
	"grp:lalt_lshift_toggle":      {Alt: true, Shift: true},
	"grp:ctrl_alt_toggle":         {Ctrl: true, Alt: true},
	"grp:ctrl_alt_toggle_bidir":   {Ctrl: true, Alt: true},
	"grp:lctrl_lalt_toggle":       {Ctrl: true, Alt: true},
	"grp:lctrl_lwin_toggle":       {Ctrl: true, Super: true},
	"grp:lctrl_lwin_rctrl_menu":   {Ctrl: true, Super: true},
	"grp:lctrl_toggle":            {Ctrl: true},
	"grp:lctrl_rctrl_switch":      {Ctrl: true},
	"grp:lshift_toggle":           {Shift: true},
	"grp:lalt_toggle":             {Alt: true},
	"grp:lswitch":                 {Alt: true},
	"grp:lwin_toggle":             {Super: true},
	"grp:lwin_switch":             {Super: true},
	"grp:win_switch":              {Super: true},
	"grp:win_menu_switch":         {Super: true},
}

// switchesLayout reports whether a keyboard with these comma-separated options switches its
// layout with modifiers of the chord.
func switchesLayout(options string, c settings.Chord) bool {
	for _, option := range strings.Split(options, ",") {
		s, ok := switchOptions[strings.TrimSpace(option)]
		if ok && (c.Ctrl || !s.Ctrl) && (c.Shift || !s.Shift) && (c.Alt || !s.Alt) && (c.Super || !s.Super) {
			return true
		}
	}
	return false
}

// xkbOptions finds the options in the property _XKB_RULES_NAMES: rules, model, layout, variant
// and options, each ended by a NUL.
func xkbOptions(rules []byte) string {
	fields := strings.Split(string(rules), "\x00")
	if len(fields) < 5 {
		return ""
	}
	return fields[4]
}

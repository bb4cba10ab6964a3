package words

// windowGuide are the sentences of the settings window's first start, of trying the
// hotkey, and of what the window says by itself.
var windowGuide = map[string]string{
	"guide_server":    "Next: your server. Paste its address or type its four digits, then press Enter.",
	"guide_extension": "Next: your own extension, then press Enter.",
	"guide_token":     "Next: paste the token from wolkvox Manager, then press Enter.",
	"guide_hotkey":    "Next: a hotkey that is free. See beside it.",
	"guide_try":       "Next: press Try it, then your hotkey %s. Nothing is toggled.",
	"guide_done":      "All set. Press %s on a call to toggle hold.",
	"guide_by_it":     "Your IT has to set this: %s. Tell them that it is missing.",
	"guide_try_step":  "Try it",

	"try":         "Try it",
	"try_cancel":  "Done",
	"try_press":   "Press %s now. Nothing is toggled.",
	"try_heard":   "It works: %s arrived, and nothing was toggled. It toggles again once you press Done or Esc.",
	"try_here":    "%s came to this window and not to Wolkvox Hold: the hotkey does nothing now. Start Wolkvox Hold, or choose another hotkey.",
	"try_other":   "That was %s. The hotkey is %s.",
	"try_unsaved": "Save first: this tries the hotkey that is in effect.",
	"try_nothing": "%s did not arrive within 30 seconds. Choose another hotkey, or see that Wolkvox Hold runs.",
	"try_over":    "The trial is over. The hotkey toggles hold again.",

	"use_chord": "Use %s",

	"server_number": "That address is server %s.",
	"unsaved":       "Not saved yet. Press Enter to save, or Esc again to close without saving.",
}

// AltGrTypes says why a chord with AltGr, or Ctrl+Alt, and a character key is refused:
// sign is what that key then types on the keyboards of Spain, Latin America, Portugal
// or Brazil; empty where it types none there.
func (w Words) AltGrTypes(chord, key, sign string) string {
	why := "would keep AltGr+" + key + " from typing"
	if sign != "" {
		why = "would eat the " + sign + " that AltGr+" + key + " types on many keyboards"
	}
	return quote(chord) + " " + why + ". Use Ctrl+Shift or Super instead"
}

package hotkey

import (
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Trigger returns the chord as the XDG shortcuts specification writes it, such as
// "CTRL+SHIFT+F9": what a desktop is asked for by its portal. The zero chord
// gives "".
func Trigger(c settings.Chord) string {
	if c.Key == "" {
		return ""
	}
	return strings.Join(append(c.Modifiers("CTRL", "SHIFT", "ALT", "LOGO"), KeyName(c.Key)), "+")
}

// KeyName returns the name that XKB has for a key of a chord (xkbcommon-keysyms.h,
// without its XKB_KEY_), which compositors use in their own settings.
func KeyName(key string) string {
	switch key {
	case "Space":
		return "space"
	case "PageUp":
		return "Page_Up"
	case "PageDown":
		return "Page_Down"
	}
	if len(key) == 1 {
		return strings.ToLower(key)
	}
	return key
}

package hotkey

import (
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// trigger returns the chord as the XDG shortcuts specification writes it, such as
// "CTRL+SHIFT+F9", for the portal. The zero chord gives "".
func trigger(c settings.Chord) string {
	if c.Key == "" {
		return ""
	}
	return strings.Join(append(c.Modifiers("CTRL", "SHIFT", "ALT", "LOGO"), KeyName(c.Key)), "+")
}

// KeyName returns XKB's name of a chord's key (xkbcommon-keysyms.h, without XKB_KEY_).
// Compositors use these names in their settings.
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

package hotkey

import "strings"

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

package portal

import (
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// trigger returns the chord as the XDG shortcuts specification writes it, such as
// "CTRL+SHIFT+F9", for the portal. The zero chord gives "".
func trigger(c settings.Chord) string {
	if c.Key == "" {
		return ""
	}
	return strings.Join(append(c.Modifiers("CTRL", "SHIFT", "ALT", "LOGO"), hotkey.KeyName(c.Key)), "+")
}

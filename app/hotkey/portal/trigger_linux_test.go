package portal

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func TestTrigger(t *testing.T) {
	for chord, want := range map[string]string{
		"Ctrl+Shift+F9":       "CTRL+SHIFT+F9",
		"Ctrl+Super+A":        "CTRL+LOGO+a",
		"Ctrl+Alt+F13":        "CTRL+ALT+F13",
		"Ctrl+Super+7":        "CTRL+LOGO+7",
		"Ctrl+Shift+Space":    "CTRL+SHIFT+space",
		"Ctrl+Super+PageDown": "CTRL+LOGO+Page_Down",
		"Ctrl+Super+PageUp":   "CTRL+LOGO+Page_Up",
		"Pause":               "Pause",
	} {
		c, err := settings.ParseChord(chord)
		if err != nil {
			t.Fatal(err)
		}
		if got := trigger(c); got != want {
			t.Errorf("%s: got %q, want %q", chord, got, want)
		}
	}
	if got := trigger(settings.Chord{}); got != "" {
		t.Errorf("no chord: got %q", got)
	}
}

package keyboard

import (
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Each failure code of a hotkey has its own sentence, and only failures that can have
// passed without an event are retried when the menu opens.
func TestARefusedHotkeyIsExplainedAndTriedAgainWhereThatMakesSense(t *testing.T) {
	general := words.Words{}.Hotkey("no such code", "Ctrl+Shift+F9")
	for code, again := range map[string]bool{
		"":                      false, // it works
		hotkey.CodePermission:   true,  // the person may have granted it
		hotkey.CodeLost:         true,  // the tray's event loop was not there yet
		hotkey.CodeTaken:        false, // the keyboard retries it
		hotkey.CodeNoSuchKey:    false, // the same
		hotkey.CodeLayoutSwitch: false, // the backend checks it again
		hotkey.CodeNoDisplay:    false,
		hotkey.CodeWayland:      false,
		hotkey.CodeUnsupported:  false,
	} {
		if got := WorthRetrying(code); got != again {
			t.Errorf("%s: tried again is %v, want %v", code, got, again)
		}
		if text := (words.Words{}).Hotkey(code, "Ctrl+Shift+F9"); code != "" && text == general {
			t.Errorf("%s: got %q, want a sentence of its own", code, text)
		}
	}
	text := words.Words{}.Hotkey(hotkey.CodePermission, "Ctrl+Shift+F9")
	for _, want := range []string{"Ctrl+Shift+F9", "Privacy and Security, Accessibility", "open the menu", "wolkvox-hold toggle"} {
		if !strings.Contains(text, want) {
			t.Errorf("got %q, want it to say %q", text, want)
		}
	}
}

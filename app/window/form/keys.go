//go:build !nowindow

package form

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// heard is what a key that went down means for a recording.
type heard int

const (
	heardModifier heard = iota // the chord goes on
	heardChord                 // the chord is complete
	heardKeypad                // a key of the number pad
	heardUnknown               // a key without a name here
	heardCancel                // Escape
)

// keys puts a chord together from single keys going down and up. The zero keys
// has heard nothing.
type keys struct {
	down map[fyne.KeyName]bool // modifier keys
	// live returns the modifiers that the system sees held; nil where it cannot
	// be asked. Going down alone would not do: when the chord in use was pressed,
	// the desktop kept its release from the window, and GLFW then takes the next
	// press of that Ctrl for a repeat, which Fyne does not report.
	live func() fyne.KeyModifier
}

// press hears a key go down and returns the chord so far as text, which
// app/settings' chord parser reads once heard is heardChord.
func (k *keys) press(e *fyne.KeyEvent) (string, heard) {
	if e.Name == fyne.KeyEscape {
		return "", heardCancel
	}
	if modifierName(e.Name, runtime.GOOS) != "" {
		if k.down == nil {
			k.down = map[fyne.KeyName]bool{}
		}
		k.down[e.Name] = true
		return k.modifiers(), heardModifier
	}
	if e.Name >= fyne.Key0 && e.Name <= fyne.Key9 && keypadDigit(e.Physical.ScanCode, runtime.GOOS) {
		return k.modifiers(), heardKeypad
	}
	name := keyName(e)
	if name == "" {
		return k.modifiers(), heardUnknown
	}
	return k.modifiers() + name, heardChord
}

// release hears a key go up and returns the modifiers that are still down.
func (k *keys) release(e *fyne.KeyEvent) string {
	delete(k.down, e.Name)
	return k.modifiers()
}

// modifiers returns the modifiers that are held, as "Ctrl+Shift+".
func (k *keys) modifiers() string {
	held := map[string]bool{}
	for name := range k.down {
		held[modifierName(name, runtime.GOOS)] = true // left and right count once
	}
	if k.live != nil {
		live := k.live()
		held["Ctrl"] = held["Ctrl"] || live&fyne.KeyModifierControl != 0
		held["Shift"] = held["Shift"] || live&fyne.KeyModifierShift != 0
		held["Alt"] = held["Alt"] || live&fyne.KeyModifierAlt != 0
		held["Super"] = held["Super"] || live&fyne.KeyModifierSuper != 0
	}
	var b strings.Builder
	for _, name := range []string{"Ctrl", "Shift", "Alt", "AltGr", "Super"} {
		if held[name] {
			b.WriteString(name + "+")
		}
	}
	return b.String()
}

// modifierName returns the modifier that a key is on the system goos, or "".
//
// The right Alt key is AltGr on the keyboards of Spain, Latin America and
// Brazil; Fyne names it alike on all layouts. So it is always called AltGr,
// which the chord parser refuses with its reason, except on macOS, where it is
// just the other Option.
func modifierName(key fyne.KeyName, goos string) string {
	switch key {
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		return "Ctrl"
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		return "Shift"
	case desktop.KeyAltLeft:
		return "Alt"
	case desktop.KeyAltRight:
		if goos == "darwin" {
			return "Alt"
		}
		return "AltGr"
	case desktop.KeySuperLeft, desktop.KeySuperRight:
		return "Super"
	}
	return ""
}

// keyName returns the name that a chord's text has for a key, or "". The chord
// parser refuses those that no chord can have.
func keyName(e *fyne.KeyEvent) string {
	switch e.Name {
	case fyne.KeyUnknown:
		return hardwareName(e.Physical.ScanCode, runtime.GOOS)
	case fyne.KeyPageUp:
		return "PageUp"
	case fyne.KeyPageDown:
		return "PageDown"
	case fyne.KeyPlus:
		return "Plus" // a bare + would read as "no key"
	}
	return string(e.Name)
}

//go:build !nowindow

package capture

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// keyKind is what a key that went down means for a recording.
type keyKind int

const (
	keyModifier keyKind = iota // the chord is not complete yet
	keyChord                   // the chord is complete
	keyKeypad                  // a key of the numeric keypad
	keyUnknown                 // a key that has no name here
	keyCancel                  // Escape
)

// keys builds a chord from keys that go down and up. The zero value is ready to use.
type keys struct {
	down map[fyne.KeyName]bool // modifier keys
	// live returns the modifiers that the system sees as held; nil if it cannot be
	// asked. The events alone are not enough: when the chord in use was pressed, the
	// window never got its release, and GLFW then treats the next press of that Ctrl as
	// a repeat, which Fyne does not report.
	live func() fyne.KeyModifier
}

// press handles a key that goes down. It returns the chord so far; for keyChord that is a
// text for the chord parser of app/settings.
func (k *keys) press(e *fyne.KeyEvent) (string, keyKind) {
	if e.Name == fyne.KeyEscape {
		return "", keyCancel
	}
	if modifierName(e.Name, runtime.GOOS) != "" {
		if k.down == nil {
			k.down = map[fyne.KeyName]bool{}
		}
		k.down[e.Name] = true
		return k.modifiers(), keyModifier
	}
	if e.Name >= fyne.Key0 && e.Name <= fyne.Key9 && keypadDigit(e.Physical.ScanCode, runtime.GOOS) {
		return k.modifiers(), keyKeypad
	}
	name := keyName(e)
	if name == "" {
		return k.modifiers(), keyUnknown
	}
	return k.modifiers() + name, keyChord
}

// release handles a key that goes up, and returns the modifiers that are still held.
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
// The right Alt key is AltGr on the keyboards of Spain, Latin America and Brazil, but
// Fyne gives it the same name on all layouts. So it always counts as AltGr, which the
// chord parser refuses with a reason, except on macOS, where it is just the other
// Option key.
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

// keyName returns the name of a key in the text of a chord, or "". The chord parser
// refuses names that no chord can have.
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

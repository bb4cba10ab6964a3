//go:build cgo

package hotkey

import (
	xhotkey "golang.design/x/hotkey"
)

// What x/hotkey v0.6.1 does on macOS, read in its source; never run:
//
//   - It asks for the Accessibility permission by AXIsProcessTrusted before it
//     makes its event tap, so that a refusal comes at once and changes nothing.
//   - The tap is made and undone on the main queue, and heard through the main
//     run loop: without the tray's event loop on the main thread, Register and
//     Unregister wait for ever. Hence registerWithin.
//   - A tap fires once however long the key is held, and swallows the repeats.
//     A chord that is down while the tap is made fires with its next repeat,
//     which is why keyDown is asked.
//   - If a release is hidden from it (a password field takes the keyboard while
//     the chord is down), the next press of the chord is swallowed, and the one
//     after it counts.
//   - Every key of the session passes through the main thread; it must not be
//     kept busy. Its callbacks hand over to a queue without bound and return.

const (
	libraryBackend = BackendMacOS
	libraryPolled  = false
)

// registerWithin is how long the system may take to register a chord.
const registerWithin = soon

// refusedCode is what a refusal means: the library listens by an event tap,
// which the system gives to programs only that the person has allowed under
// Accessibility. A tap cannot be taken by another program.
const refusedCode = CodePermission

// libraryKey returns the key code of a key by its chord name. Letters and
// digits are places on a US keyboard, as the library has them. A Mac has no
// Pause; Insert is the key that Apple names Help.
func libraryKey(name string) (xhotkey.Key, bool) {
	key, ok := map[string]xhotkey.Key{
		"A": xhotkey.KeyA, "B": xhotkey.KeyB, "C": xhotkey.KeyC, "D": xhotkey.KeyD, "E": xhotkey.KeyE,
		"F": xhotkey.KeyF, "G": xhotkey.KeyG, "H": xhotkey.KeyH, "I": xhotkey.KeyI, "J": xhotkey.KeyJ,
		"K": xhotkey.KeyK, "L": xhotkey.KeyL, "M": xhotkey.KeyM, "N": xhotkey.KeyN, "O": xhotkey.KeyO,
		"P": xhotkey.KeyP, "Q": xhotkey.KeyQ, "R": xhotkey.KeyR, "S": xhotkey.KeyS, "T": xhotkey.KeyT,
		"U": xhotkey.KeyU, "V": xhotkey.KeyV, "W": xhotkey.KeyW, "X": xhotkey.KeyX, "Y": xhotkey.KeyY,
		"Z": xhotkey.KeyZ,
		"0": xhotkey.Key0, "1": xhotkey.Key1, "2": xhotkey.Key2, "3": xhotkey.Key3, "4": xhotkey.Key4,
		"5": xhotkey.Key5, "6": xhotkey.Key6, "7": xhotkey.Key7, "8": xhotkey.Key8, "9": xhotkey.Key9,
		"F1": xhotkey.KeyF1, "F2": xhotkey.KeyF2, "F3": xhotkey.KeyF3, "F4": xhotkey.KeyF4, "F5": xhotkey.KeyF5,
		"F6": xhotkey.KeyF6, "F7": xhotkey.KeyF7, "F8": xhotkey.KeyF8, "F9": xhotkey.KeyF9, "F10": xhotkey.KeyF10,
		"F11": xhotkey.KeyF11, "F12": xhotkey.KeyF12, "F13": xhotkey.KeyF13, "F14": xhotkey.KeyF14, "F15": xhotkey.KeyF15,
		"F16": xhotkey.KeyF16, "F17": xhotkey.KeyF17, "F18": xhotkey.KeyF18, "F19": xhotkey.KeyF19, "F20": xhotkey.KeyF20,
		"Space": xhotkey.KeySpace, "Left": xhotkey.KeyLeft, "Right": xhotkey.KeyRight, "Up": xhotkey.KeyUp, "Down": xhotkey.KeyDown,
		"Insert": 0x72, "Home": 0x73, "PageUp": 0x74, "End": 0x77, "PageDown": 0x79,
	}[name]
	return key, ok
}

const modAlt, modSuper = xhotkey.ModOption, xhotkey.ModCmd

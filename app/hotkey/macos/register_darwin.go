//go:build cgo

package macos

import (
	xhotkey "golang.design/x/hotkey"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// How x/hotkey v0.6.1 works on macOS, according to its source; never run:
//
//   - It checks the Accessibility permission (AXIsProcessTrusted) before it makes its event
//     tap, so a refusal comes at once and changes nothing.
//   - The tap is made, removed and served on the main run loop. Without the tray's event
//     loop on the main thread, Register and Unregister block forever; so there are timeouts.
//   - A tap fires once per press and drops the repeats. If the chord is down while the tap
//     is made, the next repeat fires; so Grab asks keyDown.
//   - If it misses a release (a password field takes the keyboard while the chord is down),
//     it drops the next press and reports the one after it.
//   - Every key of the session passes through the main thread, which must stay responsive.
//     The callbacks only append to an unbounded queue.

// refusedCode is the code of a refusal. An event tap needs the Accessibility permission;
// another program cannot take it.
const refusedCode = hotkey.CodePermission

// libraryKey returns the key code of a key by its chord name. As in the library, letters and
// digits are positions on a US keyboard. A Mac has no Pause; Insert is Apple's Help key.
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

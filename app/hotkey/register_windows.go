package hotkey

import (
	"strconv"
	"time"

	xhotkey "golang.design/x/hotkey"
	"golang.org/x/sys/windows"
)

const (
	libraryBackend = BackendWindows
	libraryPolled  = true // by GetAsyncKeyState, 100 times a second
)

// registerTimeout is long because a host on which many people sign in at once may be busy for
// seconds. A caller that gave up earlier would find the chord taken by this same program.
const registerTimeout = 20 * time.Second

// refusedCode is the code of a refusal: RegisterHotKey fails with
// ERROR_HOTKEY_ALREADY_REGISTERED. The library passes that on as text only.
const refusedCode = CodeTaken

// libraryKey returns the virtual-key code of a key by its chord name
// (learn.microsoft.com, "Virtual-Key Codes").
func libraryKey(name string) (xhotkey.Key, bool) {
	if len(name) == 1 {
		c := name[0]
		return xhotkey.Key(c), c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	}
	switch name {
	case "Pause":
		return 0x13, true
	case "Space":
		return xhotkey.KeySpace, true
	case "PageUp":
		return 0x21, true
	case "PageDown":
		return 0x22, true
	case "End":
		return 0x23, true
	case "Home":
		return 0x24, true
	case "Left":
		return xhotkey.KeyLeft, true
	case "Up":
		return xhotkey.KeyUp, true
	case "Right":
		return xhotkey.KeyRight, true
	case "Down":
		return xhotkey.KeyDown, true
	case "Insert":
		return 0x2d, true
	}
	if name != "" && name[0] == 'F' {
		if n, err := strconv.Atoi(name[1:]); err == nil && n >= 1 && n <= 20 {
			return xhotkey.KeyF1 + xhotkey.Key(n-1), true
		}
	}
	return 0, false
}

const modAlt, modSuper = xhotkey.ModAlt, xhotkey.ModWin

// keyDown reports whether the key is down at this moment.
func keyDown(key xhotkey.Key) bool {
	state, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("GetAsyncKeyState").Call(uintptr(key))
	return state&0x8000 != 0
}

//go:build !nowindow

package capture

import "strconv"

// hardwareName names the keys that Fyne 2.8.1 reports as unknown although a chord can
// have them: Pause and F13 to F20. The codes are those of GLFW 3.4: key codes on X11,
// scan codes on Windows, virtual key codes on macOS (its x11_init.c, win32_init.c,
// cocoa_init.m). On X11, F13 to F20 have the key codes 191 to 198 even where the layout
// gives them other symbols.
func hardwareName(code int, goos string) string {
	function := func(first int) string {
		if n := code - first; n >= 0 && n <= 7 {
			return "F" + strconv.Itoa(13+n)
		}
		return ""
	}
	switch goos {
	case "windows":
		if code == 0x45 { // GLFW gives Ctrl+Pause this code, too
			return "Pause"
		}
		return function(0x64)
	case "darwin":
		for i, c := range [...]int{0x69, 0x6B, 0x71, 0x6A, 0x40, 0x4F, 0x50, 0x5A} {
			if code == c {
				return "F" + strconv.Itoa(13+i)
			}
		}
		return ""
	}
	if code == 127 {
		return "Pause"
	}
	return function(191)
}

// keypadDigit reports whether the code of a digit belongs to the numeric keypad. Fyne
// gives those digits the same names as the digits above the letters, so a recorded chord
// would differ from the keys that were pressed. The codes are GLFW's, as in hardwareName.
// On Linux the range holds both those of X11 (79 to 91) and those of Wayland (eight
// less).
func keypadDigit(code int, goos string) bool {
	switch goos {
	case "windows":
		return code >= 0x47 && code <= 0x52
	case "darwin":
		return code >= 0x52 && code <= 0x5C
	}
	return code >= 71 && code <= 91
}

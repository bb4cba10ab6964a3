//go:build !nowindow

package form

import "strconv"

// hardwareName names the keys that Fyne 2.8.1 reports as unknown although a
// chord can have them: Pause and F13 to F20. The codes are those that GLFW 3.4
// reports: key codes on X11, scan codes on Windows, virtual key codes on macOS
// (its x11_init.c, win32_init.c, cocoa_init.m). On X11, F13 to F20 are key codes
// 191 to 198 also where the layout gives them other symbols.
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

// keypadDigit reports whether the code of a digit belongs to the number pad.
// Fyne gives those digits the names of the ones above the letters, so a recorded
// chord would not be the one that was pressed. The codes are of the kind that
// hardwareName tells; Linux has both those of X11 (79 to 91) and, eight less,
// those of Wayland.
func keypadDigit(code int, goos string) bool {
	switch goos {
	case "windows":
		return code >= 0x47 && code <= 0x52
	case "darwin":
		return code >= 0x52 && code <= 0x5C
	}
	return code >= 71 && code <= 91
}

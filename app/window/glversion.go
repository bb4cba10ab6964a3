//go:build !nowindow

package window

import "fmt"

// enough reports whether a driver that calls itself version can draw the window:
// Fyne asks for OpenGL 2.1. Windows' own driver, which serves where there is no
// other (many remote desktops), says 1.1.0.
func enough(version string) bool {
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n != 2 {
		return false
	}
	return major > 2 || major == 2 && minor >= 1
}

//go:build !nowindow && !darwin

package window

import "github.com/go-gl/glfw/v3.4/glfw"

// room is what of the main screen no taskbar takes, in pixels; nothing where that is
// not told (Wayland). It must be called on the main goroutine, after a window was
// shown: GLFW is the driver's.
func room() (width, height int) {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil {
		return 0, 0
	}
	_, _, width, height = monitor.GetWorkarea()
	return width, height
}

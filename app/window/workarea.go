//go:build !nowindow && !darwin

package window

import "github.com/go-gl/glfw/v3.4/glfw"

// workArea returns the size of the main screen without its taskbar, in pixels, or 0 if
// unknown (Wayland). Call it on the main goroutine, after a window was shown, because
// it uses the driver's GLFW.
func workArea() (width, height int) {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil {
		return 0, 0
	}
	_, _, width, height = monitor.GetWorkarea()
	return width, height
}

//go:build !nowindow

package window

// room is not asked for: macOS itself keeps a window on its screen.
func room() (width, height int) { return 0, 0 }

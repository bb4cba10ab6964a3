//go:build !nowindow

package window

// workArea is not needed: macOS keeps a window on its screen.
func workArea() (width, height int) { return 0, 0 }

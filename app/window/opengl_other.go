//go:build !nowindow && !windows

package window

// checkOpenGL does nothing here: on these systems [show] reports the error.
func checkOpenGL() error { return nil }

//go:build !nowindow && !windows

package window

// drawable is found out by [show] on these systems.
func drawable() error { return nil }

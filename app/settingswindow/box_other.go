//go:build !nowindow && !windows

package settingswindow

// box is Windows' way: elsewhere a program that was started without a terminal
// is started by the resident, which tells.
func box(_, _ string) {}

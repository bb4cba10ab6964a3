//go:build !nowindow && !windows

package settingswindow

// box is needed on Windows only: elsewhere, without a terminal, the window is started by the
// resident, which reports the failure.
func box(_, _ string) {}

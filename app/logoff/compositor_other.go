//go:build !linux

package logoff

// Compositor reports whether this session's Wayland compositor answers: there is none
// on this system.
func Compositor() bool { return false }

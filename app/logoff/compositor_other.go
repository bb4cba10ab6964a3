//go:build !linux

package logoff

// Compositor is false: there is no Wayland compositor on this system.
func Compositor() bool { return false }

//go:build !windows

package resident

// enterDesktop is needed on Windows only.
func enterDesktop() {}

// lingers is 0: notifications stay when the program ends.
const lingers = 0

// hidesIcons is about Windows only.
func hidesIcons() bool { return false }

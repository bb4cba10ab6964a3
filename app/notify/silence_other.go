//go:build !windows

package notify

// Silenced returns "": only Windows silences notifications without an error.
func Silenced() (by string) { return "" }

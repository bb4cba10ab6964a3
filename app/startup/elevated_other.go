//go:build !windows

package startup

// startUnelevated is about Windows only.
func startUnelevated(...string) (started bool, err error) { return false, nil }

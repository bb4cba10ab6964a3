//go:build !windows

package settingsfile

// missing accepts a file that was not found: the folders above it may not be there
// yet either.
func missing(string) error { return nil }

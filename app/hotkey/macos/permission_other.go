//go:build !darwin || !cgo

package macos

// AskPermission does nothing: no permission is needed here.
func AskPermission() {}

//go:build !darwin || !cgo

package hotkey

// AskPermission does nothing: no permission is needed here.
func AskPermission() {}

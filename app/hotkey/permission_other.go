//go:build !darwin || !cgo

package hotkey

// AskPermission does nothing: listening for a chord needs no permission here.
func AskPermission() {}

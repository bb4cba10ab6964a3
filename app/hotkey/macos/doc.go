// Package macos is the hotkey on macOS, by golang.design/x/hotkey. It was never run, only
// type-checked. Registering needs the main run loop, so Grab returns only while the tray
// runs.
//
//   - library_darwin.go: the backend; register_darwin.go: how the library works, and its keys
//   - system_darwin.go: the Accessibility permission, and whether a key is down
//   - pump.go: brings downs and ups into order and bounds their age
package macos

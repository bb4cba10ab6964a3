//go:build !linux && !windows && !(darwin && cgo)

package hotkey

import "log/slog"

// Open returns an [*Error] with [CodeUnsupported]: this build has no backend
// for this system. On macOS the listener needs a build with cgo.
func Open(*slog.Logger, string) (*Listener, error) {
	return nil, &Error{Code: CodeUnsupported}
}

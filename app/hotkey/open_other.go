//go:build !linux && !windows && !(darwin && cgo)

package hotkey

import "log/slog"

// Open returns an [*Error] with [CodeUnsupported]. The macOS backend needs a build with cgo.
func Open(*slog.Logger, string) (*Listener, error) {
	return nil, &Error{Code: CodeUnsupported}
}

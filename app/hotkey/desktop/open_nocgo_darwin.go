//go:build !cgo

package desktop

import (
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// Open returns an [*hotkey.Error] with [hotkey.CodeUnsupported]. The macOS backend needs a build with cgo.
func Open(*slog.Logger, string) (*Listener, error) {
	return nil, &hotkey.Error{Code: hotkey.CodeUnsupported}
}

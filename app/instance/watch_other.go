//go:build !linux

package instance

import (
	"context"
	"log/slog"
)

// watchFolder does nothing: Watch polls.
func watchFolder(context.Context, *slog.Logger, string, func()) {}

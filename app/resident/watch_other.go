//go:build !linux

package resident

import (
	"context"
	"log/slog"
)

// watchLockFolder does nothing: watchLock polls.
func watchLockFolder(context.Context, *slog.Logger, string, func()) {}

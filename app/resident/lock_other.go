//go:build !linux

package resident

import (
	"context"
	"log/slog"
)

// watchLockFolder leaves it to the look once a minute.
func watchLockFolder(context.Context, *slog.Logger, string, func()) {}

//go:build !linux

package resident

import (
	"context"
	"log/slog"
)

// watchProgram does nothing: on Windows the file of a running program cannot be replaced,
// and the installer ends it first; on macOS a newer program is used from the next start.
func (r *resident) watchProgram(context.Context) error { return nil }

// watchLockFolder does nothing: watchLock polls once a minute.
func watchLockFolder(context.Context, *slog.Logger, string, func()) {}

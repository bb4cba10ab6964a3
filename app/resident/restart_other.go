//go:build !windows

package resident

import "log/slog"

// restartAfterCrash does nothing: no such service here.
func restartAfterCrash(*slog.Logger) {}

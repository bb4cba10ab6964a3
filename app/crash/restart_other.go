//go:build !windows

package crash

import "log/slog"

// AskRestart does nothing: no such service here.
func AskRestart(*slog.Logger) {}

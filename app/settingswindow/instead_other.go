//go:build !nowindow && !windows

package settingswindow

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// showDialog does something on Windows only: other systems have no dialogs.
func showDialog(context.Context, *env.Env, bool) bool { return false }

// box is needed on Windows only: elsewhere, without a terminal, the window is started by the
// resident, which reports the failure.
func box(_, _ string) {}

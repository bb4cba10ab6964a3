//go:build !nowindow

package cli

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingswindow"
)

// openWindow shows the settings window in this process.
func openWindow(ctx context.Context, p *env.Env, extension bool) error {
	return settingswindow.Open(ctx, p, extension)
}

// openSteps shows how to set the hotkey in the desktop's own settings.
func openSteps(ctx context.Context, p *env.Env) error { return settingswindow.OpenSteps(ctx, p) }

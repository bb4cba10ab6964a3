//go:build nowindow

package cli

import (
	"context"
	"errors"
	"os/exec"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// openWindow runs the window program and waits for it. Where there is none it asks the resident
// for a dialog.
func openWindow(ctx context.Context, p *env.Env, extension bool) error {
	if _, err := env.WindowProgram(); err != nil && residentapi.ShowDialog(ctx, p, residentapi.Dialog{Extension: extension}) == nil {
		return nil // on Windows the resident has dialogs
	}
	if extension {
		return runWindow(ctx, p, "settings", "--extension")
	}
	return runWindow(ctx, p, "settings")
}

// openSteps does the same for the window that shows how to set the hotkey.
func openSteps(ctx context.Context, p *env.Env) error {
	return runWindow(ctx, p, "settings", "--hotkey")
}

func runWindow(ctx context.Context, p *env.Env, args ...string) error {
	path, err := env.WindowProgram()
	if err != nil {
		return env.Failed(p.Words.NoWindow())
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdout, cmd.Stderr = p.Stdout, p.Stderr
	err = cmd.Run()
	if e := (*exec.ExitError)(nil); errors.As(err, &e) && e.ExitCode() == loaderFailed {
		return env.Failed(p.Words.NoWindow())
	}
	if err != nil {
		return &env.Exit{Code: env.ExitFailed}
	}
	return nil
}

// loaderFailed is the exit code of Linux's dynamic loader when a library is missing. The
// loader has printed its name.
const loaderFailed = 127

//go:build nowindow

package app

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// windowProgram is the program that draws the settings window: it lies beside
// this one.
func windowProgram() (string, error) {
	name := "wolkvox-hold-window"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(filepath.Dir(env.ProgramPath()), name)
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}

// openWindow runs the window program in this one's place.
func openWindow(p *env.Env, ctx context.Context, extension bool) error {
	if extension {
		return runWindow(p, ctx, "settings", "--extension")
	}
	return runWindow(p, ctx, "settings")
}

// openSteps does so for the window that says how to set the hotkey.
func openSteps(p *env.Env, ctx context.Context) error {
	return runWindow(p, ctx, "settings", "--hotkey")
}

func runWindow(p *env.Env, ctx context.Context, args ...string) error {
	path, err := windowProgram()
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

// loaderFailed is the exit code of a program whose libraries are missing (the
// dynamic loader of Linux); it has named the first of them.
const loaderFailed = 127

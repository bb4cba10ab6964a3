// Package app is the program around the command line: streams, signals and the exit code
// (main.go). Every command is in app/cli, the process behind the icon in app/resident.
//
// The tests here start the whole program as processes of their own, and arrows_test.go
// holds which package may import which.
package app

import (
	"context"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/cli"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/resident"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Main runs the program with arguments args and returns its exit code. Metadata
// is the text of FyneApp.toml, which holds the version.
func Main(metadata string, args []string) int {
	if code, done := env.RunKeychainHelper(args); done {
		return code
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// Otherwise a write to a pipe or terminal that nobody reads any more ends a Go
	// program; now it fails. What we start has its own way with the signal.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	// A signal ends every command, whatever it waits for; its result is unknown.
	context.AfterFunc(ctx, func() { time.AfterFunc(resident.EndAnyway, func() { env.Leave(env.ExitUnknown) }) })
	p := &env.Env{
		Version: version(metadata),
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Getenv:  os.Getenv,
	}
	p.Keys = p.NewKeychain()
	p.Words.Language = &words.Language{Find: p.Language}
	p.Words.IT = &words.HelpDesk{Find: func() { p.Load() }}
	return cli.Run(ctx, p, args)
}

// version finds the line Version = "..." of FyneApp.toml.
func version(metadata string) string {
	for line := range strings.Lines(metadata) {
		key, value, ok := strings.Cut(line, "=")
		if ok && strings.TrimSpace(key) == "Version" {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return "unknown"
}

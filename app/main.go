package app

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
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
	// Else a write to a pipe or terminal that nobody has open any more ends a Go
	// program; now it fails. What we start has its own way with the signal.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	// A signal ends every command, whatever it waits for; what became of it nobody knows.
	context.AfterFunc(ctx, func() { time.AfterFunc(endAnyway, func() { env.Leave(env.ExitUnknown) }) })
	p := &env.Env{
		Version: version(metadata),
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Getenv:  os.Getenv,
		Keys:    env.NewKeychain(),
	}
	p.Words.Language = &words.Language{Find: p.Language}
	p.Words.IT = &words.HelpDesk{Find: func() { p.Load() }}
	return runLine(ctx, p, args)
}

// run executes one command line. It is Main without the process around it.
func runLine(ctx context.Context, p *env.Env, args []string) int {
	defer p.Flush()
	err := commandTree(p).Exec(ctx, args, func(c *commandline.Command) error { return printHelp(p, c) })
	if err == nil {
		return env.ExitDone
	}
	var bad *commandline.FlagError
	if errors.As(err, &bad) {
		err = env.Usage(p.Words.BadFlag(printable.Word(bad.Flag)))
	}
	var e *env.Exit
	if !errors.As(err, &e) {
		e = &env.Exit{Code: env.ExitUsage, Text: p.Words.Usage(firstLine(printable.Word(err.Error())))}
	}
	if e.Text != "" {
		p.Warn(e.Text)
	}
	return e.Code
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
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

// readAll reads at most limit bytes to the end.
func readAll(r io.Reader, limit int) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return "", err
	}
	if len(b) > limit {
		return "", errTooLong
	}
	return string(b), nil
}

var errTooLong = errors.New("input is too long")

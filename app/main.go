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
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Exit codes of every command (design: commands).
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitUnknown = 3
	exitIgnored = 4
)

// Main runs the program with arguments args and returns its exit code. Metadata
// is the text of FyneApp.toml, which holds the version.
func Main(metadata string, args []string) int {
	if code, done := keychainHelper(args); done {
		return code
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// Else a write to a pipe or terminal that nobody has open any more ends a Go
	// program; now it fails. What we start has its own way with the signal.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	// A signal ends every command, whatever it waits for; what became of it nobody knows.
	context.AfterFunc(ctx, func() { time.AfterFunc(endAnyway, func() { leave(exitUnknown) }) })
	p := &program{
		version: version(metadata),
		stdin:   os.Stdin,
		stdout:  os.Stdout,
		stderr:  os.Stderr,
		getenv:  os.Getenv,
		keys:    newKeychain(),
	}
	p.words.Language = &words.Language{Find: p.language}
	p.words.IT = &words.HelpDesk{Find: func() { p.load() }}
	return p.run(ctx, args)
}

// run executes one command line. It is Main without the process around it.
func (p *program) run(ctx context.Context, args []string) int {
	defer p.printed()
	err := p.commands().Exec(ctx, args, p.help)
	if err == nil {
		return exitDone
	}
	var bad *commandline.FlagError
	if errors.As(err, &bad) {
		err = usage(p.words.BadFlag(bounded(bad.Flag)))
	}
	var e *exit
	if !errors.As(err, &e) {
		e = &exit{exitUsage, p.words.Usage(firstLine(bounded(err.Error())))}
	}
	if e.text != "" {
		p.warn(e.text)
	}
	return e.code
}

// exit ends a command with a code and, where the command has not said it
// already, a sentence for standard error.
type exit struct {
	code int
	text string
}

func (e *exit) Error() string { return e.text }

func failed(text string) error { return &exit{exitFailed, text} }

func usage(text string) error { return &exit{exitUsage, text} }

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

package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

// Run carries out one command line and returns its exit code.
func Run(ctx context.Context, p *env.Env, args []string) int {
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

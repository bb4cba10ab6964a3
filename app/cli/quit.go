package cli

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

func quitCommand(p *env.Env) *commandline.Command {
	c := newCommand(p, "quit", noArgs(p), func(c *commandline.Command, _ []string) error { return quitResident(c.Context(), p, false) })
	everySession(p, c)
	return c
}

func quitResident(ctx context.Context, p *env.Env, practice bool) error {
	err := residentapi.End(ctx, p, practice)
	if err == nil {
		p.Say(p.Words.Quitting())
	}
	return err
}

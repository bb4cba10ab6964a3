package app

import (
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// resumeCommand is resume as a command, for the older program alone.
func resumingCommand(p *env.Env) *commandline.Command {
	c := newCommand(p, resumeCommand, noArgs(p), func(c *commandline.Command, _ []string) error {
		p.Resumed, p.LeftAt = true, leftAt(p.Getenv(leftAtKey))
		_ = os.Unsetenv(leftAtKey) // the next restart has its own
		return resumeOlder(c.Context(), p)
	})
	c.Hidden = true
	return c
}

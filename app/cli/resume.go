package cli

import (
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/resident"
)

// resident.ResumeCommand is resume as a command, for the older program alone.
func resumingCommand(p *env.Env) *commandline.Command {
	c := newCommand(p, resident.ResumeCommand, noArgs(p), func(c *commandline.Command, _ []string) error {
		p.Resumed, p.LeftAt = true, resident.LeftAt(p.Getenv(resident.LeftAtKey))
		_ = os.Unsetenv(resident.LeftAtKey) // the next restart has its own
		return resident.Resume(c.Context(), p)
	})
	c.Hidden = true
	return c
}

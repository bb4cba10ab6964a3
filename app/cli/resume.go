package cli

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/startup"
	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
)

// resumingCommand starts the resident in place of an older one, which calls it.
func resumingCommand(p *env.Env) *commandline.Command {
	c := newCommand(p, upgrade.ResumeCommand, noArgs(p), func(c *commandline.Command, _ []string) error {
		leftAt, ours := upgrade.OlderLeftAt(p)
		if !ours {
			return nil
		}
		p.Resumed, p.LeftAt = true, leftAt
		return startup.Resume(c.Context(), p)
	})
	c.Hidden = true
	return c
}

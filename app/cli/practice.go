package cli

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/resident"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

func practiceCommands(p *env.Env) *commandline.Command {
	c := newCommand(p, "practice", anyArgs, func(c *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand("practice " + printable.Word(args[0])))
		}
		p.Words.Practice = true
		return resident.StartPractice(c.Context(), p)
	})
	var asJSON *bool
	toggle := newCommand(p, "toggle", noArgs(p), func(c *commandline.Command, _ []string) error {
		p.Words.Practice = true
		return toggleOnce(c.Context(), p, channel.Started(), true, func(t residentapi.PressOutcome) error { return answer(p, t, *asJSON) })
	}, "p-toggle")
	asJSON = jsonFlag(p, toggle)
	quit := newCommand(p, "quit", noArgs(p), func(c *commandline.Command, _ []string) error {
		p.Words.Practice = true
		return quitResident(c.Context(), p, true)
	}, "p-quit")
	c.Add(toggle, quit)
	return c
}

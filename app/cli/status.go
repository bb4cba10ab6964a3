package cli

import (
	"context"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

func statusCommand(p *env.Env) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "status", noArgs(p), func(c *commandline.Command, _ []string) error {
		ctx, cancel := context.WithTimeout(c.Context(), 6*time.Second)
		defer cancel()
		ask := p
		if *asJSON {
			ask = p.English()
		}
		s, err := residentapi.AskStatus(ctx, ask)
		if *asJSON {
			p.PrintJSON(s)
		}
		switch {
		case errors.Is(err, channel.ErrNoResident):
			return env.Failed(p.Words.NotRunning())
		case err != nil:
			return env.Failed(p.Words.ResidentSilent())
		}
		if !*asJSON {
			sayStatus(p, s)
		}
		return nil
	})
	asJSON = jsonFlag(p, c)
	return c
}

func sayStatus(p *env.Env, s residentapi.Status) {
	words := p.Words
	p.Say(words.Running(s.Version, words.Extension(s.Extension)))
	p.Say(words.StatusHotkey(s.Hotkey, s.Backend, s.LastPress))
	outcome := words.StatusOutcome(s.LastOutcome, s.LastReason, s.LastAt)
	if s.LastExtension != "" && s.LastExtension != s.Extension {
		outcome = words.StateOf(outcome, s.LastExtension)
	}
	p.Say(outcome)
	for _, m := range s.Missing {
		p.Say(words.StatusMissing(m))
	}
	for i, step := range s.HotkeySteps {
		p.Say(words.HotkeyStep(i+1, step))
	}
}

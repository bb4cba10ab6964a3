package cli

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// tokenStatus is what token status --json prints. Its field names are stable.
type tokenStatus struct {
	Present bool   `json:"present"` // an entry is there, whether or not it can be used
	Usable  bool   `json:"usable"`  // a press can use it now
	SetAt   string `json:"set_at"`  // when it was stored, RFC 3339, in UTC; empty where it is not known
	Reason  string `json:"reason"`  // why it cannot be used, as in toggle --json
	Message string `json:"message"`
}

// tokenStatusCommand tells whether there is a token that can be used, and when it
// was stored; never which. It opens no prompt.
func tokenStatusCommand(p *env.Env, args arguments) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "status", args, func(c *commandline.Command, _ []string) error {
		_, err := p.Keychain().Get(c.Context())
		say := words.Words.TokenPresent
		s := tokenStatus{Usable: err == nil}
		if err != nil {
			s.Reason = string(press.WhyNoToken(err))
			say = func(w words.Words) string { return w.Keychain(keychain.Code(err)) }
		}
		if found, unknown := p.Keychain().Status(c.Context()); unknown == nil {
			s.Present = found.Present
			if at := found.Changed; !at.IsZero() {
				s.SetAt = at.UTC().Format(time.RFC3339)
				if s.Usable {
					say = func(w words.Words) string { return w.TokenSetAt(at.Local()) }
				}
			}
		}
		s.Message = say(p.Words.English())
		if *asJSON {
			p.PrintJSON(s)
		}
		switch {
		case !s.Usable:
			return env.Failed(say(p.Words))
		case !*asJSON:
			p.Say(say(p.Words))
		}
		return nil
	}, "t-status")
	asJSON = jsonFlag(p, c)
	return c
}

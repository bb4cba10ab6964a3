package press

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Presser is the one way from a press to its outcome: the settings of the moment and a
// token become a client, and what wolkvox says to it is the outcome. The resident has
// one, and so has a toggle command that presses by itself.
type Presser struct {
	// Settings are those of this press. It waits for nothing that takes long.
	Settings func(ctx context.Context) Settings
	// Token brings the token, and waits for it no longer than within.
	Token func(ctx context.Context, within time.Duration) (wolkvox.Token, error)
	// Answered, if not nil, is told the outcome of a request that was made with token.
	Answered func(o wolkvox.Outcome, token wolkvox.Token)
}

// Settings are what a press needs of them.
type Settings struct {
	// Client is a client without a token.
	Client wolkvox.Client
	// AgentID is the extension that the press is for.
	AgentID string
	// Refused is why no press can be sent with these settings; empty if one can.
	Refused wolkvox.Reason
}

// Toggle makes the one request of a press. It is a [hold.Toggler]'s Toggle.
func (p *Presser) Toggle(ctx context.Context, r *hold.Request) wolkvox.Outcome {
	s := p.Settings(ctx)
	r.SetAgentID(s.AgentID)
	if s.Refused != "" {
		return notToggled(s.Refused, nil)
	}
	token, err := p.Token(ctx, wolkvox.SendWithin-wolkvox.Age(time.Now(), r.At))
	if err != nil {
		return notToggled(WhyNoToken(err), err)
	}
	s.Client.Token = token
	o := s.Client.ToggleHold(ctx, r.Press)
	if p.Answered != nil {
		p.Answered(o, token)
	}
	return o
}

func notToggled(r wolkvox.Reason, err error) wolkvox.Outcome {
	return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: r, Err: err}
}

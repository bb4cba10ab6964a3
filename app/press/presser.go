package press

import (
	"context"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Presser makes the request of a press with the current settings and token. The resident has
// one, and so has a toggle command without a resident.
type Presser struct {
	// Settings returns those of this press, without waiting.
	Settings func(ctx context.Context) Settings
	// Token returns the token, and waits at most within for it.
	Token func(ctx context.Context, within time.Duration) (wolkvox.Token, error)
	// Answered, if not nil, is called with the outcome of the request and its token.
	Answered func(o wolkvox.Outcome, token wolkvox.Token)
}

// Settings is what a press needs of the settings.
type Settings struct {
	Client  wolkvox.Client // without a token
	AgentID string         // the extension of the press
	Refused wolkvox.Reason // why no press can be sent; empty if one can
}

// Toggle makes the one request of a press; it is the Toggle of a [hold.Toggler].
func (p *Presser) Toggle(ctx context.Context, r *hold.Request) wolkvox.Outcome {
	s := p.Settings(ctx)
	r.SetAgentID(s.AgentID)
	if s.Refused != "" {
		return notToggled(s.Refused, nil)
	}
	token, err := p.Token(ctx, wolkvox.SendWithin-wolkvox.Age(time.Now(), r.At))
	switch {
	case errors.Is(ctx.Err(), context.Canceled): // it was called off, which says nothing of the keychain
		return notToggled(wolkvox.Canceled, ctx.Err())
	case err != nil:
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

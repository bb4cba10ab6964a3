package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// toggle makes the request of a press that the Toggler lets through. It waits only for the first keychain read and the network.
func (r *resident) toggle(ctx context.Context, request *hold.Request) wolkvox.Outcome {
	r.screen.request.Store(request)
	if r.practice != nil {
		r.practice.BeginPress()
	}
	p := press.Presser{Settings: r.pressSettings, Token: r.token, Answered: r.requestAnswered}
	return p.Toggle(ctx, request)
}

// pressSettings returns the current settings for a press.
func (r *resident) pressSettings(ctx context.Context) press.Settings {
	now := r.live.Now()
	if down, _ := r.live.StandsDown(); down {
		return press.Settings{AgentID: now.AgentID, Refused: press.StoodDown}
	}
	if r.windows.Practice.Any() {
		return press.Settings{AgentID: now.AgentID, Refused: press.PracticeOpen}
	}
	if r.live.AnswerExpired(now) {
		r.startNewDay(ctx)
		now = r.live.Now()
	}
	r.live.MarkUsed()
	if now.Reason != "" && (now.Unreachable() || now.ExtensionErr != nil || now.Policy.LastUnread) && r.live.Rereading.CompareAndSwap(false, true) {
		// The file may be reachable again for the next press. Outcomes wait while it is
		// read, so one read serves all presses that come in the meantime.
		go r.post(func() { defer r.live.Rereading.Store(false); r.reloadSettings() })
	}
	return press.Settings{Client: now.Client, AgentID: now.AgentID, Refused: now.Reason}
}

// token returns the token that was read before the press.
func (r *resident) token(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
	token, err := r.tokens.Token(ctx, within)
	if err != nil {
		r.tokens.ReadAgain()
	}
	return token, err
}

// requestAnswered updates proxy and token state from the outcome of a request.
func (r *resident) requestAnswered(o wolkvox.Outcome, token wolkvox.Token) {
	if press.MayBeProxy(o.Reason) {
		r.live.Proxies.Refresh()
	}
	r.live.ProbeIfDue()
	switch {
	case o.Reason == wolkvox.TokenRefused || o.Reason == wolkvox.TokenMissing:
		r.tokens.Refused(r.ctx, token)
	case o.Result == wolkvox.Toggled:
		r.tokens.Accepted()
	}
}

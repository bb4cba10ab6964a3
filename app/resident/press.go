package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// A press of any source enters here, and the Toggler takes it. Its request comes back here, and
// its outcome goes to outcomes.go.

// press hands a press from any source to the Toggler.
func (r *resident) press(source hold.Source, at time.Time, done func(hold.Outcome)) {
	r.toggler.Press(hold.Press{At: at, Source: source, Done: done})
}

// click makes a press of a click on the icon or its menu, which was not made before that
// time. Clicks that waited while the process was stopped may be too old to be sent: only the
// first of them gets an outcome.
func (r *resident) click(source hold.Source, notBefore time.Time) {
	age, again := r.clicks.Age()
	age = max(age, eventage.Elapsed(notBefore, time.Now()))
	if age > wolkvox.SendWithin {
		if again {
			return
		}
		// Its real age is unknown, only that it is too old. Take the smallest such age, so
		// that the press does not fall into the gap of an outcome from long ago.
		age = wolkvox.SendWithin + time.Millisecond
	}
	r.press(source, time.Now().Add(-age), nil)
}

// toggle is the press path. It waits only for the first keychain read and the network.
func (r *resident) toggle(ctx context.Context, request *hold.Request) wolkvox.Outcome {
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

// store writes the mark. A press whose mark cannot be written is not sent: if this process
// died with it, the next start could not report it.
func (r *resident) store(m hold.Mark) error {
	err := press.StoreMark(r.lock, m)
	if err != nil {
		r.log.Warn("mark not written", "err", err)
	}
	return err
}

// clickAges returns how old a click that comes now can be, and whether another one from
// before the same standstill has come already.
type clickAges interface {
	Run(ctx context.Context) error
	Age() (age time.Duration, again bool)
}

func (r *resident) newToggler() *hold.Toggler {
	return &hold.Toggler{
		Toggle:  r.toggle,
		AgentID: func() string { return r.live.Now().AgentID },
		Rules:   r.live.Rules,
		Store:   r.store,
		Boot:    r.p.BootClock,
		Last:    press.NewestMark(r.lock.Stamps(), time.Now(), r.p.BootClock()),
		Tell:    r.postOutcome,
		Working: func(s hold.Stage) { r.post(func() { r.working(s) }) },

		TellUnknownAgain: true, // notifications end with the session
	}
}

package cli

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

func toggleCommand(p *env.Env) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "toggle", noArgs(p), func(c *commandline.Command, _ []string) error {
		return toggleOnce(c.Context(), p, channel.Started(), false, func(t residentapi.PressOutcome) error { return answer(p, t, *asJSON) })
	})
	asJSON = jsonFlag(p, c)
	return c
}

// answer prints an outcome and turns it into the exit code.
func answer(p *env.Env, t residentapi.PressOutcome, asJSON bool) error {
	if asJSON {
		t.Message = t.Sentence(p.English().Words)
		p.PrintJSON(t)
	} else {
		p.Say(t.Message)
	}
	p.Flush() // before the mark says that the press is over
	code := map[hold.Result]int{
		hold.Toggled:    env.ExitDone,
		hold.NotToggled: env.ExitFailed,
		hold.Ignored:    env.ExitIgnored,
	}
	n, ok := code[hold.Result(t.Outcome)]
	switch {
	case !ok:
		return &env.Exit{Code: env.ExitUnknown}
	case n == env.ExitDone:
		return nil
	case n == env.ExitFailed:
		return &env.Exit{Code: n, Text: t.Message}
	}
	return &env.Exit{Code: n}
}

// toggleOnce is one press from the command line: by the resident if one holds the lock,
// else by this process while it holds the same lock. It passes the outcome to answer and
// returns what that returns.
func toggleOnce(ctx context.Context, p *env.Env, pressed channel.Stamp, practice bool, answer func(residentapi.PressOutcome) error) error {
	p.PrintInBackground() // a blocked terminal or pipe must not keep the lock
	places := p.Places(practice)
	if practice {
		owner, err := instance.Find(ctx, places)
		if err != nil || owner.Kind != instance.Resident {
			return answer(residentapi.PlainOutcome(p.Words, hold.NotToggled, "practice_not_running"))
		}
		return answer(throughResident(ctx, p, owner, pressed))
	}
	lock, err := env.Within(untilDeadline(pressed, lockDeadline), func() (*instance.Lock, error) {
		waitForEarlier(ctx, p, places, pressed)
		return instance.Acquire(ctx, places, instance.Command, false)
	})
	var held *instance.HeldError
	switch {
	case errors.Is(err, env.ErrSlow): // the lock's disk does not answer
		return answer(residentapi.PlainOutcome(p.Words, hold.NotToggled, wolkvox.Late))
	case errors.As(err, &held) && held.Kind == instance.Resident:
		return answer(throughResident(ctx, p, held.Owner, pressed))
	case errors.As(err, &held) && held.Kind == instance.Command:
		return answer(residentapi.PlainOutcome(p.Words, hold.Ignored, press.InFlightElsewhere))
	case errors.As(err, &held):
		return answer(residentapi.PlainOutcome(p.Words, hold.NotToggled, press.ResidentSilent))
	case err != nil:
		return answer(residentapi.PlainOutcome(p.Words, hold.NotToggled, press.NoPlace))
	}
	return toggleAlone(ctx, p, lock, pressed, answer)
}

// waitForEarlier lets commands that were started before this one press first, if they may have
// been started in the press gap and this one after it. The gap is in the lock file, with a
// resident and without one.
func waitForEarlier(ctx context.Context, p *env.Env, places instance.Places, pressed channel.Stamp) {
	now, boot := time.Now(), p.BootClock()
	wait := press.NewestMark(places.Stamps(), now, boot).WaitForEarlier(pressed.Age(), now, boot)
	if wait <= 0 {
		return
	}
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
}

const (
	// Deadlines, after the press, for getting the lock and the settings without a resident.
	// Either may be on a disk that does not answer; a press that waited so long is late.
	lockDeadline     = wolkvox.SendWithin + 500*time.Millisecond
	settingsDeadline = wolkvox.SendWithin + time.Second
	// lateMoment is how long a press that is late already may take for each: it is not sent,
	// but the press gap should know of it.
	lateMoment = 2 * time.Second
	// overtime is how long after the time-out of its press a command ends at the latest.
	overtime = time.Second
)

// untilDeadline is how long a step may take that has a deadline after the press.
func untilDeadline(pressed channel.Stamp, deadline time.Duration) time.Duration {
	return max(deadline-pressed.Age(), lateMoment)
}

// endLimit is how long the end of a command may take, by the time-out of its press.
func endLimit(pressed channel.Stamp, timeout time.Duration) time.Duration {
	return min(max(timeout+overtime-pressed.Age(), 100*time.Millisecond), overtime)
}

// throughResident hands the press to the resident. Until the message is written nothing can
// have happened; after that, no answer means unknown.
func throughResident(ctx context.Context, p *env.Env, owner instance.Owner, pressed channel.Stamp) residentapi.PressOutcome {
	conn, err := residentapi.Dial(ctx, owner)
	switch {
	case errors.Is(err, channel.ErrVersion):
		return residentapi.PlainOutcome(p.Words, hold.NotToggled, press.ResidentOther)
	case err != nil:
		return residentapi.PlainOutcome(p.Words, hold.NotToggled, press.ResidentSilent)
	}
	defer conn.Close()
	answer, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		// The resident reports the outcome in time, unless it is stopped or blocked.
		timeout := hold.DefaultTimeout
		if l, err := env.Within(env.ReadWithin, func() (env.Snapshot, error) { return p.Load(), nil }); err == nil {
			timeout = l.Timeout
		}
		time.AfterFunc(timeout+overtime-pressed.Age(), cancel)
	}()
	t, noExtension := conn.Press(answer, pressed, p.Words)
	warnNoExtension(p, t, noExtension)
	return t
}

// toggleAlone presses without a resident, by the same rules: the press gap and the mark of a
// press in flight are in the lock that this process holds.
func toggleAlone(ctx context.Context, p *env.Env, lock *instance.Lock, pressed channel.Stamp, answer func(residentapi.PressOutcome) error) error {
	l, err := env.Within(untilDeadline(pressed, settingsDeadline), func() (env.Snapshot, error) { return p.Load(), nil })
	if err != nil {
		defer releaseWithin(endLimit(pressed, hold.DefaultTimeout), lock.Release)
		last := press.NewestMark(lock.Stamps(), time.Now(), p.BootClock())
		return answer(residentapi.OutcomeOf(p.Words, hold.Outcome{
			Result: hold.NotToggled, Reason: hold.Late, AfterUnknown: last.Unknown || last.InFlight,
		}))
	}
	p.UseLanguageOf(l)
	for _, s := range p.Troubles(l) {
		p.Warn(s)
	}
	log := env.OpenLog(p.StateFolder(), false, l.LogLevel)
	over := make(chan struct{})
	var answered error
	var failed bool // maybe by an outdated proxy
	proxies := press.NewProxyMemory(p)
	t := newToggler(p, lock, l, proxies.Find, func(o hold.Outcome) {
		press.LogOutcome(log.Logger, o, "alone", true) // no resident runs
		if o.Number == 0 {
			p.Warn(p.Words.Outcome(string(o.Result), string(o.Reason)))
			return
		}
		// Only after this does the mark say that the press is over. If this process is
		// killed before it has reported the outcome, the next start says unknown.
		if code := l.NoAgentID(); code == settings.CodeNotAnswered {
			warnNoExtension(p, residentapi.OutcomeOf(p.Words, o), code) // other reasons are among the troubles above
		}
		answered = answer(residentapi.OutcomeOf(p.Words, o))
		failed = press.MayBeProxy(wolkvox.Reason(o.Reason))
	})
	// Before Run, so that this press gets its outcome even if ctx has already ended.
	t.Press(hold.Press{
		At:     time.Now().Add(-pressed.Age()),
		Source: hold.Command,
		Done:   func(hold.Outcome) { close(over) },
	})
	run, end := context.WithCancel(ctx)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		if err := t.Run(run); err != nil {
			slog.Debug("toggler", "err", err)
		}
	}()
	<-over
	end()
	<-finished
	limit := endLimit(pressed, l.Timeout)
	releaseWithin(limit, func() {
		// The mark comes last before the lock, and the log before it, since it may wait for
		// its disk: until then other presses are refused, and the mark tells of them.
		log.File.Flush(limit / 3)
		within, cancel := context.WithTimeout(context.Background(), limit/3)
		defer cancel()
		lock.ReleaseAfter(func() { t.BeforeRelease(within) })
		proxies.Close(failed)
	})
	return answered
}

// newToggler makes the Toggler of a press without a resident.
func newToggler(p *env.Env, lock *instance.Lock, l env.Snapshot, findProxy func(*url.URL) ([]*url.URL, error), tell func(hold.Outcome)) *hold.Toggler {
	presser := press.Presser{
		Settings: func(context.Context) press.Settings { return pressSettings(p, l, findProxy) },
		Token: func(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
			ctx, cancel := context.WithTimeout(ctx, within)
			defer cancel()
			return p.Keychain().Get(ctx)
		},
	}
	return &hold.Toggler{
		Toggle: presser.Toggle,
		Rules:  func() hold.Rules { return press.Rules(l.Values) },
		Store:  func(m hold.Mark) error { return press.StoreMark(lock, m) },
		Boot:   p.BootClock,
		Last:   press.NewestMark(lock.Stamps(), time.Now(), p.BootClock()),
		Tell:   tell,
	}
}

// pressSettings are the settings of a press without a resident.
func pressSettings(p *env.Env, l env.Snapshot, findProxy func(*url.URL) ([]*url.URL, error)) press.Settings {
	s := press.Settings{AgentID: l.AgentID}
	client, reason := press.ClientFor(l.Effective, findProxy)
	if where := l.RunWhere; (where == "local" || where == "remote") && session.Look(p.Getenv).StandsDown(where) {
		reason = press.StoodDown
	}
	if s.Refused = reason; reason == "" {
		s.Client = *client
	}
	return s
}

// releaseWithin waits for release at most limit: its disk may not answer.
func releaseWithin(limit time.Duration, release func()) {
	_, _ = env.Within(limit, func() (struct{}, error) { release(); return struct{}{}, nil })
}

// warnNoExtension says on standard error why there is no extension, if that is known.
func warnNoExtension(p *env.Env, t residentapi.PressOutcome, code string) {
	if text := p.Words.NoExtension(code); text != "" && t.Reason == string(press.NotSetUp) {
		p.Warn(text)
	}
}

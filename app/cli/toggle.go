package cli

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

func toggleCommand(p *env.Env) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "toggle", noArgs(p), func(c *commandline.Command, _ []string) error {
		return toggleOnce(c.Context(), p, control.Now(), false, func(t residentapi.Told) error { return answer(p, t, *asJSON) })
	})
	asJSON = jsonFlag(p, c)
	return c
}

// answer prints an outcome and turns it into the exit code.
func answer(p *env.Env, t residentapi.Told, asJSON bool) error {
	if asJSON {
		t.Message = t.Sentence(p.English().Words)
		p.PrintJSON(t)
	} else {
		p.Say(t.Message)
	}
	p.Flush() // the mark says that the press is over only after this
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

// toggle is one press of the command line: through the resident where one holds
// the lock, else by this process while it holds that same lock. It tells the
// outcome by answer, and returns what that returned.
func toggleOnce(ctx context.Context, p *env.Env, pressed control.Stamp, practice bool, answer func(residentapi.Told) error) error {
	p.PrintInBackground() // else a stream that stands still would keep the lock
	places := p.Places(practice)
	if practice {
		owner, err := control.Find(ctx, places)
		if err != nil || owner.Kind != control.Resident {
			return answer(residentapi.Plain(p.Words, hold.NotToggled, "practice_not_running"))
		}
		return answer(throughResident(ctx, p, owner, pressed))
	}
	lock, err := env.Within(lockBy-pressed.Age(), func() (*control.Lock, error) {
		return control.Acquire(ctx, places, control.Command, false)
	})
	var held *control.HeldError
	switch {
	case errors.Is(err, env.ErrSlow): // the disk of the lock stands still
		return answer(residentapi.Plain(p.Words, hold.NotToggled, wolkvox.Late))
	case errors.As(err, &held) && held.Kind == control.Resident:
		return answer(throughResident(ctx, p, held.Owner, pressed))
	case errors.As(err, &held) && held.Kind == control.Command:
		return answer(residentapi.Plain(p.Words, hold.Ignored, press.InFlightElsewhere))
	case errors.As(err, &held):
		return answer(residentapi.Plain(p.Words, hold.NotToggled, press.ResidentSilent))
	case err != nil:
		return answer(residentapi.Plain(p.Words, hold.NotToggled, press.NoPlace))
	}
	return byItself(ctx, p, lock, pressed, answer)
}

// By when, after the press, a command that presses by itself has the lock and the
// settings. A disk may stand still under either; a press that waited so long is late.
const (
	lockBy     = wolkvox.SendWithin + 500*time.Millisecond
	settingsBy = wolkvox.SendWithin + time.Second
)

// overtime is how long after its time-out a command ends at the latest.
const overtime = time.Second

// endBy is how long the end of a command may take, when its press had time-out.
func endBy(pressed control.Stamp, timeout time.Duration) time.Duration {
	return min(max(timeout+overtime-pressed.Age(), 100*time.Millisecond), overtime)
}

// throughResident hands the press over. Until the press message is written
// nothing can have happened; from then on silence is unknown.
func throughResident(ctx context.Context, p *env.Env, owner control.Owner, pressed control.Stamp) residentapi.Told {
	conn, err := residentapi.Dial(ctx, owner)
	switch {
	case errors.Is(err, control.ErrVersion):
		return residentapi.Plain(p.Words, hold.NotToggled, press.ResidentOther)
	case err != nil:
		return residentapi.Plain(p.Words, hold.NotToggled, press.ResidentSilent)
	}
	defer conn.Close()
	answer, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		// The resident tells the outcome in time, unless it stands still.
		timeout := hold.DefaultTimeout
		if l, err := env.Within(env.ReadWithin, func() (env.Snapshot, error) { return p.Load(), nil }); err == nil {
			timeout = l.Timeout
		}
		time.AfterFunc(timeout+overtime-pressed.Age(), cancel)
	}()
	t, noExtension := conn.Press(answer, pressed, p.Words)
	whyNot(p, t, noExtension)
	return t
}

// byItself presses without a resident, by the same rules: the press gap and the
// mark of a press in flight lie in the lock that this process holds.
func byItself(ctx context.Context, p *env.Env, lock *control.Lock, pressed control.Stamp, answer func(residentapi.Told) error) error {
	l, err := env.Within(settingsBy-pressed.Age(), func() (env.Snapshot, error) { return p.Load(), nil })
	if err != nil {
		defer giveBack(endBy(pressed, hold.DefaultTimeout), lock.Release)
		return answer(residentapi.Plain(p.Words, hold.NotToggled, wolkvox.Late))
	}
	p.UseLanguageOf(l)
	for _, s := range p.Troubles(l) {
		p.Warn(s)
	}
	log := env.OpenLog(p.StateFolder(), false, l.LogLevel)
	presser := press.Presser{
		Settings: func(context.Context) press.Settings { return pressSettings(p, l) },
		Token: func(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
			ctx, cancel := context.WithTimeout(ctx, within)
			defer cancel()
			return p.Keychain().Get(ctx)
		},
	}
	over := make(chan struct{})
	var answered error
	t := &hold.Toggler{
		Toggle: presser.Toggle,
		Rules: func() hold.Rules {
			return press.Rules(l.Values)
		},
		Store: func(m hold.Mark) error { return press.StoreMark(lock, m) },
		Boot:  p.BootClock,
		Last:  press.NewestMark(lock.Stamps(), time.Now(), p.BootClock()),
		Tell: func(o hold.Outcome) {
			press.LogOutcome(log.Logger, o, "alone", true) // no resident runs
			if o.Number == 0 {
				p.Warn(p.Words.Outcome(string(o.Result), string(o.Reason)))
				return
			}
			// The mark says that the press is over only after this. Who is killed
			// before its word leaves it to the next start to say unknown.
			if code := l.NoAgentID(); code == settings.CodeNotAnswered {
				whyNot(p, residentapi.Tell(p.Words, o), code) // the others are troubles, and said above
			}
			answered = answer(residentapi.Tell(p.Words, o))
		},
	}
	// Before Run, so that this press is told also when ctx has ended already.
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
	limit := endBy(pressed, l.Timeout)
	giveBack(limit, func() {
		// The log may wait for its disk, and the mark has to be the last thing before the
		// lock: presses are refused until then.
		log.File.Flush(limit / 3)
		within, cancel := context.WithTimeout(context.Background(), limit/3)
		defer cancel()
		t.BeforeRelease(within)
		lock.Release()
	})
	return answered
}

// pressSettings are those of a press that a command makes by itself.
func pressSettings(p *env.Env, l env.Snapshot) press.Settings {
	s := press.Settings{AgentID: l.AgentID}
	client, reason := press.ClientFor(l.Values, press.LookForProxy)
	if where := l.RunWhere; (where == "local" || where == "remote") && session.Look(p.Getenv).StandsDown(where) {
		reason = press.StoodDown
	}
	if s.Refused = reason; reason == "" {
		s.Client = *client
	}
	return s
}

// giveBack waits for release no longer than limit: a disk may stand still under it.
func giveBack(limit time.Duration, release func()) {
	_, _ = env.Within(limit, func() (struct{}, error) { release(); return struct{}{}, nil })
}

// whyNot says on standard error why there is no extension, where that is known.
func whyNot(p *env.Env, t residentapi.Told, code string) {
	if text := p.Words.NoExtension(code); text != "" && t.Reason == string(press.NotSetUp) {
		p.Warn(text)
	}
}

package app

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
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// helloWithin is how long a resident may take to answer the hello that goes
// before a press. No answer means that nothing was sent.
const helloWithin = 1500 * time.Millisecond

// told is an outcome as toggle --json prints it and as the resident answers a
// press. Its field names are stable.
type told struct {
	Outcome     string `json:"outcome"`
	Reason      string `json:"reason"`
	Message     string `json:"message"`
	HTTPStatus  int    `json:"http_status"`
	WolkvoxCode string `json:"wolkvox_code"`
	WolkvoxMsg  string `json:"wolkvox_msg"`
	TookMS      int64  `json:"took_ms"`

	afterUnknown bool // the outcome of an earlier press is unknown
}

// pressMessage is what a toggle command sends to the resident.
type pressMessage struct {
	Pressed control.Stamp `json:"pressed"`
}

func toldOf(p *env.Env, o hold.Outcome) told {
	return told{
		Outcome:     string(o.Result),
		Reason:      string(o.Reason),
		Message:     sentenceOf(p, o),
		HTTPStatus:  o.Reply.HTTPStatus,
		WolkvoxCode: o.Reply.Code,
		WolkvoxMsg:  o.Reply.Msg,
		TookMS:      o.Took.Milliseconds(),

		afterUnknown: o.AfterUnknown,
	}
}

// sentenceOf is what is said of an outcome.
func sentenceOf(p *env.Env, o hold.Outcome) string {
	if o.AfterUnknown {
		return p.Words.AfterUnknown(string(o.Result), string(o.Reason))
	}
	return plainSentence(p, string(o.Result), string(o.Reason), o.Reply.HTTPStatus)
}

// sentence is sentenceOf for what was told.
func (t told) sentence(p *env.Env) string {
	o := hold.Outcome{Result: hold.Result(t.Outcome), Reason: hold.Reason(t.Reason), AfterUnknown: t.afterUnknown}
	o.Reply.HTTPStatus = t.HTTPStatus
	return sentenceOf(p, o)
}

func plain(p *env.Env, result hold.Result, reason wolkvox.Reason) told {
	return toldOf(p, hold.Outcome{Result: result, Reason: hold.Reason(reason)})
}

func toggleCommand(p *env.Env) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "toggle", noArgs(p), func(c *commandline.Command, _ []string) error {
		return toggleOnce(p, c.Context(), control.Now(), false, func(t told) error { return answer(p, t, *asJSON) })
	})
	asJSON = jsonFlag(p, c)
	return c
}

// answer prints an outcome and turns it into the exit code.
func answer(p *env.Env, t told, asJSON bool) error {
	if asJSON {
		t.Message = t.sentence(p.English())
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
func toggleOnce(p *env.Env, ctx context.Context, pressed control.Stamp, practice bool, answer func(told) error) error {
	p.PrintInBackground() // else a stream that stands still would keep the lock
	places := p.Places(practice)
	if practice {
		owner, err := control.Find(ctx, places)
		if err != nil || owner.Kind != control.Resident {
			return answer(plain(p, hold.NotToggled, "practice_not_running"))
		}
		return answer(throughResident(p, ctx, owner, pressed))
	}
	lock, err := env.Within(lockBy-pressed.Age(), func() (*control.Lock, error) {
		return control.Acquire(ctx, places, control.Command, false)
	})
	var held *control.HeldError
	switch {
	case errors.Is(err, env.ErrSlow): // the disk of the lock stands still
		return answer(plain(p, hold.NotToggled, wolkvox.Late))
	case errors.As(err, &held) && held.Kind == control.Resident:
		return answer(throughResident(p, ctx, held.Owner, pressed))
	case errors.As(err, &held) && held.Kind == control.Command:
		return answer(plain(p, hold.Ignored, press.InFlightElsewhere))
	case errors.As(err, &held):
		return answer(plain(p, hold.NotToggled, press.ResidentSilent))
	case err != nil:
		return answer(plain(p, hold.NotToggled, press.NoPlace))
	}
	return byItself(p, ctx, lock, pressed, answer)
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
func throughResident(p *env.Env, ctx context.Context, owner control.Owner, pressed control.Stamp) told {
	conn, err := dialOwner(ctx, owner)
	switch {
	case errors.Is(err, control.ErrVersion):
		return plain(p, hold.NotToggled, press.ResidentOther)
	case err != nil:
		return plain(p, hold.NotToggled, press.ResidentSilent)
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
	var t residentTold
	err = conn.Call(answer, opPress, pressMessage{pressed}, &t)
	switch {
	case errors.Is(err, control.ErrNotSent):
		return plain(p, hold.NotToggled, press.ResidentSilent)
	case err != nil:
		return plain(p, hold.Unknown, press.ResidentSilent)
	}
	whyNot(p, t.told, t.NoExtension)
	t.afterUnknown = t.AfterUnknown
	return heard(p, t.told)
}

// heard is an outcome that another process told. The sentence is our own, and an
// outcome that is none of ours is unknown.
func heard(p *env.Env, t told) told {
	switch hold.Result(t.Outcome) {
	case hold.Toggled, hold.NotToggled, hold.Unknown, hold.Ignored:
	default:
		return plain(p, hold.Unknown, press.ResidentSilent)
	}
	t.Message = t.sentence(p)
	t.Reason, t.WolkvoxCode, t.WolkvoxMsg = printable.Short(t.Reason), printable.Short(t.WolkvoxCode), printable.Short(t.WolkvoxMsg)
	return t
}

// byItself presses without a resident, by the same rules: the press gap and the
// mark of a press in flight lie in the lock that this process holds.
func byItself(p *env.Env, ctx context.Context, lock *control.Lock, pressed control.Stamp, answer func(told) error) error {
	l, err := env.Within(settingsBy-pressed.Age(), func() (env.Snapshot, error) { return p.Load(), nil })
	if err != nil {
		defer giveBack(endBy(pressed, hold.DefaultTimeout), lock.Release)
		return answer(plain(p, hold.NotToggled, wolkvox.Late))
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
			return hold.Rules{Gap: l.PressGap, DoubleClick: doubleClick(), Timeout: l.Timeout}
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
				whyNot(p, toldOf(p, o), code) // the others are troubles, and said above
			}
			answered = answer(toldOf(p, o))
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

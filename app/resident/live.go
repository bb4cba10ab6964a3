package resident

import (
	"context"
	"net/url"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// newWarmth lets the setting warm decide when a spare connection is dialled.
func (r *resident) newWarmth() *wolkvox.Warmth {
	return &wolkvox.Warmth{Mode: func() wolkvox.Warm { return wolkvox.Warm(r.current.Load().Warm) }, Dial: r.dialSpare}
}

// dialSpare dials the spare connection of the settings of the moment.
func (r *resident) dialSpare(life time.Duration, over func(after time.Duration)) {
	now := r.current.Load()
	if now.client.Spare == nil {
		return
	}
	err := now.client.Spare.Dial(r.ctx, &now.client, life, func(after time.Duration) {
		// By this IT learns how long wolkvox keeps a connection without a request.
		r.log.Debug("spare connection over", "after", after)
		over(after)
	})
	if err != nil {
		r.log.Debug("spare connection", "err", err)
	}
	if r.current.Load() != now {
		now.client.Spare.Close() // the settings changed before the dial began
	}
}

// dropSpare closes the spare connection, if there is one.
func (r *resident) dropSpare() {
	if now := r.current.Load(); now != nil {
		now.client.Spare.Close()
	}
}

// networkChanged is called when the way to wolkvox may be another: addresses, routes,
// the proxy, or the machine slept.
func (r *resident) networkChanged() {
	r.dropSpare()
	if now := r.current.Load(); now != nil {
		now.client.Learned.Forget()
	}
	r.warmth.Forget()
	r.proxies.Refresh()
}

// ways are the ways that were found before the press.
func (r *resident) ways(target *url.URL) ([]*url.URL, error) {
	a, err := r.proxies.Find(target)
	return a.Ways, err
}

// lookEvery is how often a resident that IT keeps to one kind of session looks
// whether its own has become the other.
const lookEvery = 2 * time.Second

// whereabouts is the kind of session this process is in. Nothing is asked while
// every copy serves.
type whereabouts struct {
	look func() session.Kind // nil: session.Look
	kind atomic.Pointer[session.Kind]
}

// find asks the system, which may take 1 s.
func (w *whereabouts) find(getenv func(string) string) session.Kind {
	var k session.Kind
	if w.look != nil {
		k = w.look()
	} else {
		k = session.Look(getenv)
	}
	w.kind.Store(&k)
	return k
}

// now is the kind at this moment, without a question to a service where one was
// asked before. It is what the press path calls.
func (w *whereabouts) now(getenv func(string) string) session.Kind {
	k := w.kind.Load()
	if k == nil {
		return w.find(getenv)
	}
	if w.look != nil {
		return *k
	}
	again := k.Again()
	w.kind.Store(&again)
	return again
}

// standsDown reports whether this copy must not press in this session, and what
// kind that is.
func (r *resident) standsDown() (bool, string) {
	where := r.current.Load().RunWhere
	if r.practice != nil || where != "local" && where != "remote" {
		return false, ""
	}
	k := r.whereabouts.now(r.p.Getenv)
	return k.StandsDown(where), k.How
}

// beginSession looks once before anything is shown or registered.
func (r *resident) beginSession() {
	r.state.down, r.state.session = r.standsDown()
	if r.keyboard.resting = r.state.down; r.state.down {
		r.log.Info("session", "stands_down", true, "kind", r.state.session)
		r.p.Warn(r.p.Words.StoodDown(r.state.session))
	}
}

// watchSession follows the session where it can change.
func (r *resident) watchSession(ctx context.Context) error {
	if !session.Changes {
		<-ctx.Done()
		return nil
	}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
			if where := r.current.Load().RunWhere; where == "local" || where == "remote" {
				r.whereabouts.find(r.p.Getenv)
				r.post(r.sessionLooked)
			}
		}
	}
}

// sessionLooked stands down or up where that changed; it runs on the loop's
// goroutine. The chord is let go of, since a key that is registered here would not
// reach the remote desktop whose copy is to have it.
func (r *resident) sessionLooked() {
	down, how := r.standsDown()
	if down == r.state.down && how == r.state.session {
		return
	}
	changed := down != r.state.down
	r.state.down, r.state.session = down, how
	if changed {
		r.log.Info("session", "stands_down", down, "kind", how)
		if down {
			r.p.Warn(r.p.Words.StoodDown(how))
		}
		go r.keyboard.rest(down, r.chords())
	}
	r.show(false)
}

// follow calls changed when a watcher tells of a change, or every minute where the
// system lets nothing be watched. That is said in the log and by doctor.
func (r *resident) follow(ctx context.Context, part string, watcher func(context.Context, func()) error, changed func()) error {
	return watch.OrSlowly(ctx, watcher, changed, func(err error) {
		if err != nil {
			r.log.Warn("looked for every minute only", "part", part, "err", err)
		} else {
			r.log.Info("watched again", "part", part)
		}
		r.post(func() { r.slow(part, err != nil) })
	})
}

// slow notes whether a part is looked for slowly; it runs on the loop's goroutine.
func (r *resident) slow(part string, yes bool) {
	r.state.slow = slices.DeleteFunc(r.state.slow, func(s string) bool { return s == part })
	if yes {
		r.state.slow = append(r.state.slow, part)
	}
}

// autostartKept is keepAutostart for the resident, away from everything else: the
// entry may lie on a server.
func (r *resident) autostartKept() {
	l := r.current.Load().Snapshot
	go func() {
		if err := r.startup(l); err != nil {
			r.log.Warn("the autostart entry that a policy asks for could not be made", "err", err)
		}
	}()
}

// The extension belongs to the person: a wrong one holds somebody else's call. Which
// one counts is decided by package settings; here is what a person gave by hand.

// goOn notes when the person was last there: now, or before the restart whose answer
// it goes on with.
func (r *resident) goOn() {
	r.use()
	if !r.p.Resumed || r.p.Chosen == nil {
		return
	}
	if c := r.p.Chosen.Load(); c != nil && c.Used > 0 {
		r.used.Store(c.Used)
	}
}

// handOver leaves what counts now to the program that takes this one's place.
func (r *resident) handOver() {
	c := r.p.Chosen.Load()
	if c == nil || c.Logon != r.p.LogonName() {
		return
	}
	left := *c
	if left.Used = 0; left.Answered(r.p.AnswerDays()) != "" {
		left.Used = r.used.Load()
	}
	if _, err := env.Within(env.WriteWithin, func() (none struct{}, err error) { return none, r.p.WriteChoice(left) }); err != nil {
		r.log.Warn("the extension was not handed over", "err", err)
	}
}

// policyChanged looks at what IT set: something near it has changed. A fault of a policy
// whose last good values stay in force touches nothing that presses use.
func (r *resident) policyChanged() {
	now := r.current.Load()
	found, kept := r.p.PolicyInForce(env.ReadWithin, now.Snapshot)
	defer kept()
	switch {
	case reflect.DeepEqual(found, now.Policy):
	case env.SameValues(found, now.Policy):
		l, next := *now.Snapshot, *now
		l.Policy, next.Snapshot = found, &l
		r.current.Store(&next)
		r.logTroubles()
	default:
		r.log.Info("policy changed")
		r.reloaded()
		r.autostartKept()
		r.logTroubles()
	}
}

// saidAgain is how long a trouble that comes and goes is not logged again.
const saidAgain = time.Hour

// logTroubles logs what is wrong with the settings, for IT.
func (r *resident) logTroubles() {
	now := time.Now()
	for _, s := range r.p.English().Troubles(*r.current.Load().Snapshot) {
		if last, said := r.said[s]; said && now.Sub(last) < saidAgain {
			continue
		}
		if len(r.said) >= maxSaid || r.said == nil {
			r.said = map[string]time.Time{}
		}
		r.said[s] = now
		r.log.Warn("settings", "problem", s)
	}
}

// maxSaid bounds what is remembered of the log.
const maxSaid = 500

// reloaded puts changed settings to work: the next press uses them, a changed
// chord is registered. The token is none of them, so the keychain is left alone: reading
// it can ask the person.
func (r *resident) reloaded() {
	asked := r.current.Load().AsksAgentID()
	l := r.reload()
	if r.asking && !l.AsksAgentID() {
		r.answeredByNote()
	}
	if !asked && l.AsksAgentID() {
		r.ask() // IT wants it asked for from now on
	}
	r.sessionLooked()
	if r.practice == nil && r.keyboard.lacks(l.Hotkey) {
		go func() { _ = r.keyboard.Grab(l.Hotkey) }()
	}
	r.show(false)
}

// pressSettings are the settings of the moment, for a press.
func (r *resident) pressSettings(ctx context.Context) press.Settings {
	now := r.current.Load()
	if down, _ := r.standsDown(); down {
		return press.Settings{AgentID: now.AgentID, Refused: press.StoodDown}
	}
	if r.wornOff(now) {
		r.newDay(ctx)
		now = r.current.Load()
	}
	r.use()
	if now.reason != "" && now.Unreachable() && r.rereading.CompareAndSwap(false, true) {
		// They may be back for the next press. Outcomes wait while they are read, so
		// one reading serves all presses that come meanwhile.
		go r.post(func() { defer r.rereading.Store(false); r.reloaded() })
	}
	return press.Settings{Client: now.client, AgentID: now.AgentID, Refused: now.reason}
}

// reload reads the settings anew; the next press uses them. The user's own stay
// as they are while their file cannot be reached: a press goes on for the same
// extension.
func (r *resident) reload() *env.Snapshot {
	var l env.Snapshot
	if r.practice != nil {
		l = r.practice.load()
	} else {
		limit, last := env.FirstReadWithin, (*env.Snapshot)(nil)
		if before := r.current.Load(); before != nil {
			limit, last = env.ReadWithin, before.Snapshot
		}
		l = r.p.LoadWithin(limit, last)
		r.p.UseLanguageOf(l)
	}
	if r.journal.Level != nil {
		r.journal.KeepTo(l.LogLevel)
	}
	now := &ready{Snapshot: &l}
	client, reason := press.ClientFor(l.Values, r.ways)
	if now.reason = reason; reason == "" {
		if r.practice != nil {
			r.practice.aim(client)
		}
		now.client = *client
		if r.practice == nil && press.UsesSystemProxy(l.Values) {
			r.proxies.Prepare(press.ProxyTarget(l.Server))
		}
		if l.Warm != string(wolkvox.WarmOff) {
			now.client.Spare = new(wolkvox.Spare)
		}
	}
	if before := r.current.Swap(now); before != nil {
		before.client.Spare.Close()
	}
	return &l
}

// chords are the chords to try in turn: the configured one, and for practice
// beside a real set-up the next free ones.
func (r *resident) chords() []settings.Chord {
	if r.practice != nil {
		return r.practice.chords
	}
	return []settings.Chord{r.current.Load().Hotkey}
}

package resident

import (
	"context"
	"net/url"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// live is the settings in force: what a press reads without a lock, and what follows from
// a change of them.
type live struct {
	*core
	current   atomic.Pointer[ready]
	rereading atomic.Bool  // the settings are to be read again, see pressSettings
	used      atomic.Int64 // when somebody last pressed, in seconds since 1970
	session   sessionKind
	proxies   proxy.Finder
	warmth    *wolkvox.Warmth
	startup   func(*env.Snapshot) error // makes the log-on entry that a policy asks for
	said      map[string]time.Time      // troubles that were logged, and when; owned by the loop
	slow      []string                  // what is polled, since the system does not let it be watched; owned by the loop
}

// ready is settings and all that a press needs of them, worked out before it.
type ready struct {
	*env.Snapshot
	client wolkvox.Client // without a token; its Spare is of these settings alone
	reason wolkvox.Reason // why no press can be sent; empty if it can
}

func newLive(c *core) *live {
	v := &live{core: c, startup: c.p.KeepAutostart}
	v.proxies.Changed = v.dropSpare // it was dialled the way before
	return v
}

// lookEvery is how often a resident that IT keeps to one kind of session looks
// whether its own has become the other.
const lookEvery = 2 * time.Second

// sessionKind is the kind of session this process is in. Nothing is asked while
// every copy serves.
type sessionKind struct {
	look func() session.Kind // nil: session.Look
	kind atomic.Pointer[session.Kind]
}

// find asks the system, which may take 1 s.
func (w *sessionKind) find(getenv func(string) string) session.Kind {
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
func (w *sessionKind) now(getenv func(string) string) session.Kind {
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

// checkSessionFirst looks once before anything is shown or registered.
func (r *resident) checkSessionFirst() {
	r.screen.state.down, r.screen.state.session = r.live.standsDown()
	if r.hotkey.suspended = r.screen.state.down; r.screen.state.down {
		r.log.Info("session", "stands_down", true, "kind", r.screen.state.session)
		r.p.Warn(r.p.Words.StoodDown(r.screen.state.session))
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
			if where := r.live.current.Load().RunWhere; where == "local" || where == "remote" {
				r.live.session.find(r.p.Getenv)
				r.post(r.sessionChecked)
			}
		}
	}
}

// sessionChecked stands down or up where that changed; it runs on the loop's
// goroutine. The chord is let go of, since a key that is registered here would not
// reach the remote desktop whose copy is to have it.
func (r *resident) sessionChecked() {
	down, how := r.live.standsDown()
	if down == r.screen.state.down && how == r.screen.state.session {
		return
	}
	changed := down != r.screen.state.down
	r.screen.state.down, r.screen.state.session = down, how
	if changed {
		r.log.Info("session", "stands_down", down, "kind", how)
		if down {
			r.p.Warn(r.p.Words.StoodDown(how))
		}
		go r.hotkey.suspend(down, r.live.chords())
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
	r.live.slow = slices.DeleteFunc(r.live.slow, func(s string) bool { return s == part })
	if yes {
		r.live.slow = append(r.live.slow, part)
	}
}

// The extension belongs to the person: a wrong one holds somebody else's call. Which
// one counts is decided by package settings; here is what a person gave by hand.

// policyChanged looks at what IT set: something near it has changed. A fault of a policy
// whose last good values stay in force touches nothing that presses use.
func (r *resident) policyChanged() {
	now := r.live.current.Load()
	found, kept := r.p.PolicyInForce(env.ReadWithin, now.Snapshot)
	defer kept()
	switch {
	case reflect.DeepEqual(found, now.Policy):
	case env.SameValues(found, now.Policy):
		l, next := *now.Snapshot, *now
		l.Policy, next.Snapshot = found, &l
		r.live.current.Store(&next)
		r.live.logTroubles()
	default:
		r.log.Info("policy changed")
		r.reloaded()
		r.live.keepAutostart()
		r.live.logTroubles()
	}
}

// saidAgain is how long a trouble that comes and goes is not logged again.
const saidAgain = time.Hour

// maxSaid bounds what is remembered of the log.
const maxSaid = 500

// reloaded puts changed settings to work: the next press uses them, a changed
// chord is registered. The token is none of them, so the keychain is left alone: reading
// it can ask the person.
func (r *resident) reloaded() {
	asked := r.live.current.Load().AsksAgentID()
	l := r.live.reload()
	if r.hints.asking && !l.AsksAgentID() {
		r.answeredByNote()
	}
	if !asked && l.AsksAgentID() {
		r.ask() // IT wants it asked for from now on
	}
	r.sessionChecked()
	if r.practice == nil && r.hotkey.needsGrab(l.Hotkey) {
		go func() { _ = r.hotkey.Grab(l.Hotkey) }()
	}
	r.show(false)
}

// pressSettings are the settings of the moment, for a press.
func (r *resident) pressSettings(ctx context.Context) press.Settings {
	now := r.live.current.Load()
	if down, _ := r.live.standsDown(); down {
		return press.Settings{AgentID: now.AgentID, Refused: press.StoodDown}
	}
	if r.live.answerExpired(now) {
		r.newDay(ctx)
		now = r.live.current.Load()
	}
	r.live.use()
	if now.reason != "" && now.Unreachable() && r.live.rereading.CompareAndSwap(false, true) {
		// They may be back for the next press. Outcomes wait while they are read, so
		// one reading serves all presses that come meanwhile.
		go r.post(func() { defer r.live.rereading.Store(false); r.reloaded() })
	}
	return press.Settings{Client: now.client, AgentID: now.AgentID, Refused: now.reason}
}

// reload reads the settings anew; the next press uses them. The user's own stay
// as they are while their file cannot be reached: a press goes on for the same
// extension.
func (v *live) reload() *env.Snapshot {
	var l env.Snapshot
	if v.practice != nil {
		l = v.practice.load()
	} else {
		limit, last := env.FirstReadWithin, (*env.Snapshot)(nil)
		if before := v.current.Load(); before != nil {
			limit, last = env.ReadWithin, before.Snapshot
		}
		l = v.p.LoadWithin(limit, last)
		v.p.UseLanguageOf(l)
	}
	if v.journal.Level != nil {
		v.journal.KeepTo(l.LogLevel)
	}
	now := &ready{Snapshot: &l}
	client, reason := press.ClientFor(l.Values, v.ways)
	if now.reason = reason; reason == "" {
		if v.practice != nil {
			v.practice.aim(client)
		}
		now.client = *client
		if v.practice == nil && press.UsesSystemProxy(l.Values) {
			v.proxies.Prepare(press.ProxyTarget(l.Server))
		}
		if l.Warm != string(wolkvox.WarmOff) {
			now.client.Spare = new(wolkvox.Spare)
		}
	}
	if before := v.current.Swap(now); before != nil {
		before.client.Spare.Close()
	}
	return &l
}

func (v *live) rules() hold.Rules {
	l := v.current.Load()
	return press.Rules(l.Values)
}

// chords are the chords to try in turn: the configured one, and for practice
// beside a real set-up the next free ones.
func (v *live) chords() []settings.Chord {
	if v.practice != nil {
		return v.practice.chords
	}
	return []settings.Chord{v.current.Load().Hotkey}
}

// use notes that the person is there.
func (v *live) use() { v.used.Store(time.Now().Unix()) }

// answerExpired reports whether the answer that counts is one of an earlier day, and of
// somebody who has not pressed for long.
func (v *live) answerExpired(now *ready) bool {
	if !now.AgentIDByDay() || time.Now().Unix()-v.used.Load() < int64(answerRests/time.Second) {
		return false
	}
	first, last := v.p.Days()
	return first != last
}

// resumeUse notes when the person was last there: now, or before the restart whose answer
// it goes on with.
func (v *live) resumeUse() {
	v.use()
	if !v.p.Resumed || v.p.Chosen == nil {
		return
	}
	if c := v.p.Chosen.Load(); c != nil && c.Used > 0 {
		v.used.Store(c.Used)
	}
}

// handOver leaves what counts now to the program that takes this one's place.
func (v *live) handOver() {
	c := v.p.Chosen.Load()
	if c == nil || c.Logon != v.p.LogonName() {
		return
	}
	left := *c
	if left.Used = 0; left.Answered(v.p.AnswerDays()) != "" {
		left.Used = v.used.Load()
	}
	if _, err := env.Within(env.WriteWithin, func() (none struct{}, err error) { return none, v.p.WriteChoice(left) }); err != nil {
		v.log.Warn("the extension was not handed over", "err", err)
	}
}

// standsDown reports whether this copy must not press in this session, and what
// kind that is.
func (v *live) standsDown() (bool, string) {
	where := v.current.Load().RunWhere
	if v.practice != nil || where != "local" && where != "remote" {
		return false, ""
	}
	k := v.session.now(v.p.Getenv)
	return k.StandsDown(where), k.How
}

// ways are the ways that were found before the press.
func (v *live) ways(target *url.URL) ([]*url.URL, error) {
	a, err := v.proxies.Find(target)
	return a.Ways, err
}

// newWarmth lets the setting warm decide when a spare connection is dialled.
func (v *live) newWarmth() *wolkvox.Warmth {
	return &wolkvox.Warmth{Mode: func() wolkvox.Warm { return wolkvox.Warm(v.current.Load().Warm) }, Dial: v.dialSpare}
}

// dialSpare dials the spare connection of the settings of the moment.
func (v *live) dialSpare(life time.Duration, over func(after time.Duration)) {
	now := v.current.Load()
	if now.client.Spare == nil {
		return
	}
	err := now.client.Spare.Dial(v.ctx, &now.client, life, func(after time.Duration) {
		// By this IT learns how long wolkvox keeps a connection without a request.
		v.log.Debug("spare connection over", "after", after)
		over(after)
	})
	if err != nil {
		v.log.Debug("spare connection", "err", err)
	}
	if v.current.Load() != now {
		now.client.Spare.Close() // the settings changed before the dial began
	}
}

// dropSpare closes the spare connection, if there is one.
func (v *live) dropSpare() {
	if now := v.current.Load(); now != nil {
		now.client.Spare.Close()
	}
}

// networkChanged is called when the way to wolkvox may be another: addresses, routes,
// the proxy, or the machine slept.
func (v *live) networkChanged() {
	v.dropSpare()
	if now := v.current.Load(); now != nil {
		now.client.Learned.Forget()
	}
	v.warmth.Forget()
	v.proxies.Refresh()
}

// logTroubles logs what is wrong with the settings, for IT.
func (v *live) logTroubles() {
	now := time.Now()
	for _, s := range v.p.English().Troubles(*v.current.Load().Snapshot) {
		if last, said := v.said[s]; said && now.Sub(last) < saidAgain {
			continue
		}
		if len(v.said) >= maxSaid || v.said == nil {
			v.said = map[string]time.Time{}
		}
		v.said[s] = now
		v.log.Warn("settings", "problem", s)
	}
}

// keepAutostart is keepAutostart for the resident, away from everything else: the
// entry may lie on a server.
func (v *live) keepAutostart() {
	l := v.current.Load().Snapshot
	go func() {
		if err := v.startup(l); err != nil {
			v.log.Warn("the autostart entry that a policy asks for could not be made", "err", err)
		}
	}()
}

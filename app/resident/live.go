package resident

import (
	"context"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// live is the settings in force. A press reads them without a lock.
type live struct {
	*core
	current        atomic.Pointer[ready]
	reloading      atomic.Bool  // another read is queued, see pressSettings
	lastUse        atomic.Int64 // time of the last press, in seconds since 1970
	session        sessionKind
	proxies        proxy.Finder
	warmth         *wolkvox.Warmth
	applyAutostart func(*env.Snapshot) error // creates the autostart entry that a policy asks for
	loggedAt       map[string]time.Time      // when each problem was last logged; owned by the loop
	polled         []string                  // parts that the system cannot watch; owned by the loop
}

// ready is a snapshot of the settings with what a press needs from it, prepared in advance.
type ready struct {
	*env.Snapshot
	client wolkvox.Client // without a token; its Spare belongs to these settings only
	reason wolkvox.Reason // why no press can be sent; empty if it can
}

func newLive(c *core) *live {
	v := &live{core: c, applyAutostart: c.p.KeepAutostart}
	v.proxies.Changed = v.dropSpare // it was dialled through the old proxy
	return v
}

// reload reads the settings again; the next press uses them. While the user's file cannot
// be reached, its last values stay in force, so presses keep the same extension.
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
	client, reason := press.ClientFor(l.Values, v.findProxy)
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

// reloadSettings reads and applies changed settings: the next press uses them, and a changed
// chord is registered. It does not read the keychain, which could prompt the person.
func (r *resident) reloadSettings() {
	asked := r.live.current.Load().AsksAgentID()
	l := r.live.reload()
	if r.hints.asking && !l.AsksAgentID() {
		r.replaceQuestion()
	}
	if !asked && l.AsksAgentID() {
		r.askExtension() // IT has just switched the question on
	}
	r.applySession()
	if r.practice == nil && r.hotkey.needsGrab(l.Hotkey) {
		go func() { _ = r.hotkey.Grab(l.Hotkey) }()
	}
	r.show(false)
}

// pressSettings returns the current settings for a press.
func (r *resident) pressSettings(ctx context.Context) press.Settings {
	now := r.live.current.Load()
	if down, _ := r.live.standsDown(); down {
		return press.Settings{AgentID: now.AgentID, Refused: press.StoodDown}
	}
	if r.live.answerExpired(now) {
		r.startNewDay(ctx)
		now = r.live.current.Load()
	}
	r.live.markUsed()
	if now.reason != "" && now.Unreachable() && r.live.reloading.CompareAndSwap(false, true) {
		// The file may be reachable again for the next press. Outcomes wait while it is
		// read, so one read serves all presses that come in the meantime.
		go r.post(func() { defer r.live.reloading.Store(false); r.reloadSettings() })
	}
	return press.Settings{Client: now.client, AgentID: now.AgentID, Refused: now.reason}
}

func (v *live) rules() hold.Rules {
	l := v.current.Load()
	return press.Rules(l.Values)
}

// chords are the chords to try in order: the configured one; in practice also spare ones.
func (v *live) chords() []settings.Chord {
	if v.practice != nil {
		return v.practice.chords
	}
	return []settings.Chord{v.current.Load().Hotkey}
}

// policyChanged reads the policy again after a change near it. When only its faults
// changed (the last good values stay in force), nothing that presses use is touched.
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
		r.reloadSettings()
		r.live.keepAutostart()
		r.live.logTroubles()
	}
}

// A problem that comes and goes is logged once an hour. maxLogged bounds the memory for that.
const (
	logAgainAfter = time.Hour
	maxLogged     = 500
)

// logTroubles logs problems of the settings, for IT.
func (v *live) logTroubles() {
	now := time.Now()
	for _, s := range v.p.English().Troubles(*v.current.Load().Snapshot) {
		if last, logged := v.loggedAt[s]; logged && now.Sub(last) < logAgainAfter {
			continue
		}
		if len(v.loggedAt) >= maxLogged || v.loggedAt == nil {
			v.loggedAt = map[string]time.Time{}
		}
		v.loggedAt[s] = now
		v.log.Warn("settings", "problem", s)
	}
}

// keepAutostart creates the autostart entry in the background: it may be on a file server.
func (v *live) keepAutostart() {
	l := v.current.Load().Snapshot
	go func() {
		if err := v.applyAutostart(l); err != nil {
			v.log.Warn("the autostart entry that a policy asks for could not be made", "err", err)
		}
	}()
}

// follow calls changed when watcher reports a change, or every minute where watching fails.
// The log and doctor report such polling.
func (r *resident) follow(ctx context.Context, part string, watcher func(context.Context, func()) error, changed func()) error {
	return watch.OrSlowly(ctx, watcher, changed, func(err error) {
		if err != nil {
			r.log.Warn("looked for every minute only", "part", part, "err", err)
		} else {
			r.log.Info("watched again", "part", part)
		}
		r.post(func() { r.setPolled(part, err != nil) })
	})
}

// setPolled records whether a part is polled; it runs on the loop.
func (r *resident) setPolled(part string, yes bool) {
	r.live.polled = slices.DeleteFunc(r.live.polled, func(s string) bool { return s == part })
	if yes {
		r.live.polled = append(r.live.polled, part)
	}
}

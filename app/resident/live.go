package resident

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// live is the settings in force. A press reads them without a lock.
type live struct {
	p        *env.Env
	practice *practice.Setup // nil outside practice
	log      env.Log         // set after the first reload, which names its level

	session        sessionKind
	proxies        proxy.Finder
	warmth         *wolkvox.Warmth
	applyAutostart func(*env.Snapshot) error // creates the autostart entry that a policy asks for

	ctx      context.Context // no spare connection is dialled after its end
	current  atomic.Pointer[ready]
	lastUse  atomic.Int64         // time of the last press, in seconds since 1970
	loggedAt map[string]time.Time // when each problem was last logged; owned by the loop
}

// ready is a snapshot of the settings with what a press needs from it, prepared in advance.
type ready struct {
	*env.Snapshot
	client wolkvox.Client // without a token; its Spare belongs to these settings only
	reason wolkvox.Reason // why no press can be sent; empty if it can
}

func newLive(ctx context.Context, p *env.Env, pr *practice.Setup) *live {
	v := &live{ctx: ctx, p: p, practice: pr, applyAutostart: p.KeepAutostart}
	v.proxies.Changed = v.dropSpare // it was dialled through the old proxy
	v.warmth = v.newWarmth()
	return v
}

// now returns the settings in force.
func (v *live) now() *ready { return v.current.Load() }

// reload reads the settings again; the next press uses them. While the user's file cannot
// be reached, its last values stay in force, so presses keep the same extension.
func (v *live) reload() *env.Snapshot {
	var l env.Snapshot
	if v.practice != nil {
		l = v.practice.Load()
	} else {
		limit, last := env.FirstReadWithin, (*env.Snapshot)(nil)
		if before := v.current.Load(); before != nil {
			limit, last = env.ReadWithin, before.Snapshot
		}
		l = v.p.LoadWithin(limit, last)
		v.p.UseLanguageOf(l)
	}
	if v.log.Level != nil {
		v.log.KeepTo(l.LogLevel)
	}
	now := &ready{Snapshot: &l}
	client, reason := press.ClientFor(l.Values, v.findProxy)
	if now.reason = reason; reason == "" {
		if v.practice != nil {
			v.practice.Aim(client)
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

// chords are the chords to try in order: the configured one; in practice also spare ones.
func (v *live) chords() []settings.Chord {
	if v.practice != nil {
		return v.practice.Chords
	}
	return []settings.Chord{v.current.Load().Hotkey}
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

// replacePolicy takes a policy with the same values and other faults. Nothing that presses use
// is touched.
func (v *live) replacePolicy(found policy.Policy) {
	now := v.current.Load()
	l, next := *now.Snapshot, *now
	l.Policy, next.Snapshot = found, &l
	v.current.Store(&next)
	v.logTroubles()
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

package livesettings

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

// Settings is the settings in force. A press reads them without a lock; the resident's loop
// replaces them.
type Settings struct {
	Log            env.Log                   // set after the first Reload, which names its level
	Session        SessionKind               // which run_where is about
	Proxies        proxy.Finder              // the system's, found before a press
	Warmth         *wolkvox.Warmth           // when to dial a spare connection
	ApplyAutostart func(*env.Snapshot) error // creates the autostart entry that a policy asks for
	Rereading      atomic.Bool               // another read of unreachable settings is queued

	ctx      context.Context // no spare connection is dialled after its end
	p        *env.Env
	practice *practice.Setup // nil outside practice
	current  atomic.Pointer[Ready]
	lastUse  atomic.Int64         // time of the last press, in seconds since 1970
	loggedAt map[string]time.Time // when each problem was last logged; owned by the loop
}

// Ready is a snapshot of the settings with what a press needs from it, prepared in advance.
type Ready struct {
	*env.Snapshot
	Client wolkvox.Client // without a token; its Spare belongs to these settings only
	Reason wolkvox.Reason // why no press can be sent; empty if it can
}

// New returns settings without values; Reload reads them, from pr or, where that is nil, from
// p. Spare connections are dialled until ctx ends.
func New(ctx context.Context, p *env.Env, pr *practice.Setup) *Settings {
	v := &Settings{ctx: ctx, p: p, practice: pr, ApplyAutostart: p.KeepAutostart}
	v.Proxies.Look = press.NewProxyMemory(p).Look
	v.Proxies.Changed = v.DropSpare // it was dialled through the old proxy
	v.Warmth = v.newWarmth()
	return v
}

// Now returns the settings in force.
func (v *Settings) Now() *Ready { return v.current.Load() }

// Reload reads the settings again; the next press uses them. While the user's file cannot
// be reached, its last values stay in force, so presses keep the same extension.
func (v *Settings) Reload() *env.Snapshot {
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
	if v.Log.Level != nil {
		v.Log.KeepTo(l.LogLevel)
	}
	now := &Ready{Snapshot: &l}
	client, reason := press.ClientFor(l.Effective, v.findProxy)
	if now.Reason = reason; reason == "" {
		if v.practice != nil {
			v.practice.Aim(client)
		}
		now.Client = *client
		if v.practice == nil && press.UsesSystemProxy(l.Values) {
			v.Proxies.Prepare(press.ProxyTarget(l.Server))
		}
		if l.Warm != string(wolkvox.WarmOff) {
			now.Client.Spare = new(wolkvox.Spare)
		}
	}
	if before := v.current.Swap(now); before != nil {
		before.Client.Spare.Close()
	}
	return &l
}

// Rules are the rules by which presses count.
func (v *Settings) Rules() hold.Rules {
	l := v.current.Load()
	return press.Rules(l.Values)
}

// Chords are the chords to try in order: the configured one; in practice also spare ones.
func (v *Settings) Chords() []settings.Chord {
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

// LogTroubles logs problems of the settings, for IT.
func (v *Settings) LogTroubles() {
	now := time.Now()
	for _, s := range v.p.English().Troubles(*v.current.Load().Snapshot) {
		if last, logged := v.loggedAt[s]; logged && now.Sub(last) < logAgainAfter {
			continue
		}
		if len(v.loggedAt) >= maxLogged || v.loggedAt == nil {
			v.loggedAt = map[string]time.Time{}
		}
		v.loggedAt[s] = now
		v.Log.Warn("settings", "problem", s)
	}
}

// ReplacePolicy takes a policy with the same values and other faults. Nothing that presses use
// is touched.
func (v *Settings) ReplacePolicy(found policy.Policy) {
	now := v.current.Load()
	l, next := *now.Snapshot, *now
	l.Policy, next.Snapshot = found, &l
	v.current.Store(&next)
	v.LogTroubles()
}

// KeepAutostart creates the autostart entry in the background: it may be on a file server.
func (v *Settings) KeepAutostart() {
	l := v.current.Load().Snapshot
	go func() {
		if err := v.ApplyAutostart(l); err != nil {
			v.Log.Warn("the autostart entry that a policy asks for could not be made", "err", err)
		}
	}()
}

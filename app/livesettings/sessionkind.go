package livesettings

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/session"
)

// SessionKind caches the kind of session this process is in. It is not queried while
// run_where allows every kind.
type SessionKind struct {
	Look func() session.Kind // nil: session.Look
	kind atomic.Pointer[session.Kind]
}

// Detect asks the system, which may take 1 s.
func (w *SessionKind) Detect(getenv func(string) string) session.Kind {
	var k session.Kind
	if w.Look != nil {
		k = w.Look()
	} else {
		k = session.Look(getenv)
	}
	w.kind.Store(&k)
	return k
}

// Forget makes the next look ask the system again.
func (w *SessionKind) Forget() { w.kind.Store(nil) }

// current is the current kind, for the press path: after the first query it asks no service.
func (w *SessionKind) current(getenv func(string) string) session.Kind {
	k := w.kind.Load()
	if k == nil {
		return w.Detect(getenv)
	}
	if w.Look != nil {
		return *k
	}
	again := k.Again()
	w.kind.Store(&again)
	return again
}

// StandsDown reports whether run_where forbids presses in this session, and the code of
// what determines the kind of session.
func (v *Settings) StandsDown() (bool, string) {
	if !v.oneKindOnly() {
		return false, ""
	}
	k := v.Session.current(v.p.Getenv)
	return k.StandsDown(v.current.Load().RunWhere), k.How
}

// oneKindOnly reports whether run_where allows presses in one kind of session only.
func (v *Settings) oneKindOnly() bool {
	where := v.current.Load().RunWhere
	return v.practice == nil && (where == "local" || where == "remote")
}

// Windows tells of a change of session before all of it has happened. So the kind is looked at
// for a while, where IT allows one kind only.
const (
	sessionLookEvery = 2 * time.Second
	sessionChanges   = 20 * time.Second
)

// FollowSession looks at the kind of session each time that it may have changed, until ctx ends,
// and calls looked then. Nothing wakes at rest.
func (v *Settings) FollowSession(ctx context.Context, changed <-chan struct{}, looked func()) {
	look := time.NewTicker(sessionLookEvery)
	look.Stop()
	defer look.Stop()
	var changedAt time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			changedAt = time.Now()
			look.Reset(sessionLookEvery)
		case <-look.C:
		}
		if time.Since(changedAt) >= sessionChanges || !v.oneKindOnly() {
			look.Stop()
		}
		if !v.oneKindOnly() {
			v.Session.Forget()
			continue
		}
		v.Session.Detect(v.p.Getenv)
		looked()
	}
}

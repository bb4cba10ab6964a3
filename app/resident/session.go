package resident

import (
	"context"
	"time"
)

// Windows tells of a change of session before all of it has happened. So the kind is looked at
// for a while, where IT allows one kind only.
const (
	sessionLookEvery = 2 * time.Second
	sessionChanges   = 20 * time.Second
)

// checkSessionFirst checks the session once before anything is shown or registered.
func (r *resident) checkSessionFirst() {
	r.setSession(r.live.StandsDown())
	r.hotkey.Suspended = r.screen.state.Down
}

// setSession notes the kind of session, and reports whether presses begin or cease to be
// allowed in it.
func (r *resident) setSession(down bool, how string) (changed bool) {
	s := &r.screen.state
	changed = s.Down != down
	s.Down, s.Session = down, how
	if changed {
		r.log.Info("session", "stands_down", down, "kind", how)
	}
	if changed && down {
		r.p.Warn(r.p.Words.StoodDown(how))
	}
	return changed
}

// followSession looks at the kind of session each time that it may have changed. Nothing wakes
// at rest.
func (r *resident) followSession(ctx context.Context, changed <-chan struct{}) {
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
		if time.Since(changedAt) >= sessionChanges || !r.live.OneKindOnly() {
			look.Stop()
		}
		if !r.live.OneKindOnly() {
			r.live.Session.Forget()
			continue
		}
		r.live.Session.Detect(r.p.Getenv)
		r.post(r.applySession)
	}
}

// applySession applies a changed session; it runs on the loop. A copy that stands down
// releases its chord: a key registered here would not reach the remote desktop, whose copy
// serves then.
func (r *resident) applySession() {
	down, how := r.live.StandsDown()
	if down == r.screen.state.Down && how == r.screen.state.Session {
		return
	}
	if r.setSession(down, how) {
		go r.hotkey.Suspend(down, r.live.Chords())
	}
	r.show(false)
}

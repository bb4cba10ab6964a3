package resident

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/session"
)

// sessionPollEvery is how often the kind of session is checked where IT allows one kind only.
const sessionPollEvery = 2 * time.Second

// sessionKind caches the kind of session this process is in. It is not queried while
// run_where allows every kind.
type sessionKind struct {
	look func() session.Kind // nil: session.Look
	kind atomic.Pointer[session.Kind]
}

// detect asks the system, which may take 1 s.
func (w *sessionKind) detect(getenv func(string) string) session.Kind {
	var k session.Kind
	if w.look != nil {
		k = w.look()
	} else {
		k = session.Look(getenv)
	}
	w.kind.Store(&k)
	return k
}

// current is the current kind, for the press path: after the first query it asks no service.
func (w *sessionKind) current(getenv func(string) string) session.Kind {
	k := w.kind.Load()
	if k == nil {
		return w.detect(getenv)
	}
	if w.look != nil {
		return *k
	}
	again := k.Again()
	w.kind.Store(&again)
	return again
}

// standsDown reports whether run_where forbids presses in this session, and the code of
// what tells the kind of session.
func (v *live) standsDown() (bool, string) {
	where := v.current.Load().RunWhere
	if v.practice != nil || where != "local" && where != "remote" {
		return false, ""
	}
	k := v.session.current(v.p.Getenv)
	return k.StandsDown(where), k.How
}

// checkSessionFirst checks the session once before anything is shown or registered.
func (r *resident) checkSessionFirst() {
	r.screen.state.down, r.screen.state.session = r.live.standsDown()
	if r.hotkey.suspended = r.screen.state.down; r.screen.state.down {
		r.log.Info("session", "stands_down", true, "kind", r.screen.state.session)
		r.p.Warn(r.p.Words.StoodDown(r.screen.state.session))
	}
}

// watchSession polls the session where its kind can change.
func (r *resident) watchSession(ctx context.Context) error {
	if !session.Changes {
		<-ctx.Done()
		return nil
	}
	poll := time.NewTicker(sessionPollEvery)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-poll.C:
			if where := r.live.current.Load().RunWhere; where == "local" || where == "remote" {
				r.live.session.detect(r.p.Getenv)
				r.post(r.applySession)
			}
		}
	}
}

// applySession applies a changed session; it runs on the loop. A copy that stands down
// releases its chord: a key registered here would not reach the remote desktop, whose copy
// serves then.
func (r *resident) applySession() {
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

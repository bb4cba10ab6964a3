package app

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/session"
)

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

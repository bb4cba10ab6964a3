package resident

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

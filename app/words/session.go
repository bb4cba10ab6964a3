package words

// StoodDown says why this copy serves no press, and where to press instead. How is
// a code of app/session, empty in a session at this computer.
func (w Words) StoodDown(how string) string {
	if how == "" {
		return w.text("session.down_here")
	}
	return w.text("session.down", "Kind", w.sessionKind(how))
}

// NotHere is the same as a state, short so that the extension behind it is not cut
// off.
func (w Words) NotHere() string { return w.text("session.not_here") }

// BothServe warns that a copy at the agent's own computer and this one would both
// serve.
func (w Words) BothServe(how string) string {
	return w.text("session.both", "Kind", w.sessionKind(how))
}

// SessionIs says what kind of session this is, and whether this copy serves in it.
func (w Words) SessionIs(how string) string {
	if how == "" {
		return w.text("session.here")
	}
	return w.text("session.is", "Kind", w.sessionKind(how))
}

// MenuStoodDown stands in the menu in the place of the press.
func (w Words) MenuStoodDown() string { return w.text("menu.stood_down") }

func (w Words) sessionKind(how string) string {
	if s, ok := w.coded("session_kind", how); ok {
		return s
	}
	return w.text("session_kind.remote")
}

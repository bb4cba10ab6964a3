package words

// StoodDown says why this copy takes no presses, and where to press instead. How is a
// code of app/session; "" is a session at this computer.
func (w Words) StoodDown(how string) string {
	if how == "" {
		return w.text("session.down_here")
	}
	return w.text("session.down", "Kind", w.sessionKind(how))
}

// NotHere is the same as a state. It is short, because the extension follows it and
// must not be cut off.
func (w Words) NotHere() string { return w.text("session.not_here") }

// BothServe warns that two copies would take presses: this one, and one at the agent's
// own computer.
func (w Words) BothServe(how string) string {
	return w.text("session.both", "Kind", w.sessionKind(how))
}

// SessionIs says what kind of session this is, and whether this copy takes presses in it.
func (w Words) SessionIs(how string) string {
	if how == "" {
		return w.text("session.here")
	}
	return w.text("session.is", "Kind", w.sessionKind(how))
}

// MenuStoodDown replaces the menu item that toggles.
func (w Words) MenuStoodDown() string { return w.text("menu.stood_down") }

func (w Words) sessionKind(how string) string {
	if s, ok := w.byCode("session_kind", how); ok {
		return s
	}
	return w.text("session_kind.remote")
}

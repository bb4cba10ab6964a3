package words

// StoodDown says why this copy serves no press, and where to press instead. How is
// a code of app/session, empty in a session at this computer.
func (w Words) StoodDown(how string) string {
	if how == "" {
		return "not in use here: your IT wants presses from the remote desktop only. Press there"
	}
	return "not in use here: this is " + sessionKind(how) + ", and your IT wants presses from your own computer only. Press there"
}

// BothServe warns that a copy at the agent's own computer and this one would both
// serve.
func (w Words) BothServe(how string) string {
	return "this is " + sessionKind(how) + ". If Wolkvox Hold also runs on the agent's own computer, one key can press twice: IT sets run_where to local or remote"
}

// SessionIs says what kind of session this is, and whether this copy serves in it.
func (w Words) SessionIs(how string) string {
	if how == "" {
		return "session at this computer"
	}
	return "session: " + sessionKind(how)
}

// MenuStoodDown stands in the menu in the place of the press.
func (w Words) MenuStoodDown() string { return "Toggle hold: not in this session" }

func sessionKind(how string) string {
	s, ok := map[string]string{
		"rdp":     "a Remote Desktop session",
		"citrix":  "a Citrix session",
		"horizon": "a Horizon session",
		"console": "a session that this computer's screen does not show",
		"xrdp":    "an xrdp session",
		"x2go":    "an X2Go session",
		"vnc":     "a VNC session",
		"chrome":  "a Chrome Remote Desktop session",
		"ssh":     "an ssh log-on",
	}[how]
	if !ok {
		return "a remote session"
	}
	return s
}

package words

// Tooltip names the state and the extension beside the tray icon.
func (w Words) Tooltip(state, agentID, chord string) string {
	s := w.Title() + ": " + state + " - " + w.Extension(agentID)
	if chord != "" {
		s += " (" + chord + ")"
	}
	return s
}

// Ready, Working and NeedsSetup are the states without an outcome.
func (w Words) Ready() string { return w.text("ready") }

// Working is shown while a press is on its way.
func (w Words) Working() string { return w.text("working") }

// NeedsSetup is shown until server, extension and token are there.
func (w Words) NeedsSetup() string { return w.text("needs_setup") }

// NeedsKeychain is the state where the keychain gives no token. It is short: the
// extension behind it must not be cut off.
func (w Words) NeedsKeychain(code string) string {
	switch code {
	case "not_found":
		return w.text("not_toggled.no_token")
	case "invalid":
		return w.text("not_toggled.token_invalid")
	case "locked", "not_allowed":
		return w.text("not_toggled.keychain_locked")
	case "timeout":
		return w.text("not_toggled.keychain_timeout")
	}
	return w.text("not_toggled.keychain_unreachable")
}

// NoToggleYet is the menu's first line before the first press.
func (w Words) NoToggleYet() string { return w.text("no_toggle_yet") }

// The menu, from top to bottom.
func (w Words) MenuToggle(chord string) string {
	if chord == "" {
		return w.mark(w.text("menu.toggle"))
	}
	return w.mark(w.text("menu.toggle") + " (" + chord + ")")
}

// MenuExtension opens the place where the extension is changed.
func (w Words) MenuExtension(agentID string) string {
	if agentID == "" {
		return w.text("menu.extension_none")
	}
	return w.text("menu.extension", "Extension", agentID)
}

// MenuSettings opens the settings window.
func (w Words) MenuSettings() string { return w.text("menu.settings") }

// MenuLog opens the log folder.
func (w Words) MenuLog() string { return w.text("menu.log") }

// MenuAbout says what this is.
func (w Words) MenuAbout() string { return w.text("menu.about") }

// MenuQuit ends the program.
func (w Words) MenuQuit() string { return w.mark(w.text("menu.quit")) }

// HiddenIcons says once where Windows 11 hides a new icon.
func (w Words) HiddenIcons() string { return w.text("hidden_icons") }

// NotSetUp is told once, some time after a log-on that started the program.
func (w Words) NotSetUp() string { return w.text("not_set_up") }

// About is the text behind the menu item of that name.
func (w Words) About(version string) string { return w.text("about", "Version", version) }

// PracticeTruth is what the pretend server alone knows, told in practice so that
// a person can compare it with what they were told.
func (w Words) PracticeTruth(agentID string, held bool, count int) string {
	state := w.text("practice.off_hold")
	if held {
		state = w.text("practice.on_hold")
	}
	return w.mark(w.count("practice.truth", count, "Extension", agentID, "State", state))
}

// PracticeStarted says how to press, and that nothing real can happen.
func (w Words) PracticeStarted(agentID, chord string) string {
	s := w.mark(w.text("practice.started")) + " "
	if chord == "" {
		return s + w.text("practice.no_hotkey")
	}
	return s + w.text("practice.press", "Chord", chord) + " (" + w.Extension(agentID) + ")"
}

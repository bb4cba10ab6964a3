package words

// Tooltip shows the state, the extension and the hotkey at the tray icon.
func (w Words) Tooltip(state, agentID, chord string) string {
	s := w.Title() + separator + state + separator + w.Extension(agentID)
	if chord != "" {
		s += " (" + chord + ")"
	}
	return s
}

// Ready is the state before the first press.
func (w Words) Ready() string { return w.text("ready") }

// Working is the state while a press is in flight.
func (w Words) Working() string { return w.text("working") }

// NeedsSetup is the state until server, extension and token are set.
func (w Words) NeedsSetup() string { return w.text("needs_setup") }

// NeedsKeychain is the state if the keychain gives no token. It is short, because the
// extension follows it and must not be cut off.
func (w Words) NeedsKeychain(code string) string {
	switch code {
	case "not_allowed":
		code = "locked"
	case "sealed_elsewhere":
		code = "not_found"
	}
	if s, ok := w.byCode("needs_keychain", code); ok {
		return s
	}
	return w.text("needs_keychain")
}

// NoToggleYet is the menu's first line before the first press.
func (w Words) NoToggleYet() string { return w.text("no_toggle_yet") }

// OpenGuide is the button of a notification that says unknown.
func (w Words) OpenGuide() string { return w.text("note.guide") }

// GuideIn says where the guide is, for desktops that cannot open it.
func (w Words) GuideIn(path string) string { return w.text("guide_in", "Path", path) }

// MenuToggle is the menu item that toggles.
func (w Words) MenuToggle(chord string) string {
	if chord == "" {
		return w.withPractice(w.text("menu.toggle"))
	}
	return w.withPractice(w.text("menu.toggle") + " (" + chord + ")")
}

// MenuExtension is the menu item that shows the extension and changes it.
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

// MenuHelp opens the guide for agents.
func (w Words) MenuHelp() string { return w.text("menu.help") }

// MenuAbout opens the text of About.
func (w Words) MenuAbout() string { return w.text("menu.about") }

// MenuQuit ends the program.
func (w Words) MenuQuit() string { return w.withPractice(w.text("menu.quit")) }

// MenuPractice opens practice.
func (w Words) MenuPractice() string { return w.text("menu.practice") }

// MenuClosePractice closes practice: in its own menu, and in that of the real program.
func (w Words) MenuClosePractice() string { return w.text("menu.practice_close") }

// MenuHeldBack replaces the menu item that toggles while practice is open.
func (w Words) MenuHeldBack() string { return w.text("menu.held_back") }

// MenuShow is practice's menu item that shows an outcome.
func (w Words) MenuShow(result string) string {
	return w.text("menu.show", "Outcome", w.lastOutcome(result))
}

// InPractice is the state of the real program while practice is open.
func (w Words) InPractice() string { return w.text("practice.state") }

// HiddenIcons says, once, where Windows 11 hides a new icon.
func (w Words) HiddenIcons() string { return w.text("hidden_icons") }

// About is the text behind the menu item of that name.
func (w Words) About(version string) string { return w.text("about", "Version", version) }

// PracticeTruth is the true state in the pretend server. In practice a person can
// compare it with the outcome.
func (w Words) PracticeTruth(agentID string, held bool, count int) string {
	state := w.text("practice.off_hold")
	if held {
		state = w.text("practice.on_hold")
	}
	return w.withPractice(w.count("practice.truth", count, "Extension", agentID, "State", state))
}

// PracticeStarted says how to press, and that nothing real can happen.
func (w Words) PracticeStarted(agentID, chord string) string {
	s := w.withPractice(w.text("practice.started")) + " "
	if chord == "" {
		return s + w.text("practice.no_hotkey")
	}
	return s + w.text("practice.press", "Chord", chord) + " (" + w.Extension(agentID) + ")"
}

// PracticeNote is the first notification of practice; chord is empty where there is no hotkey.
// Beside says that the real program runs, whose key sends nothing meanwhile.
func (w Words) PracticeNote(chord string, beside bool) (title, body string) {
	title, body = w.text("note.practice_click"), w.text("note.practice_body")
	if chord != "" {
		title = w.text("note.practice", "Chord", chord)
	}
	if beside {
		body = w.text("note.practice_beside_body")
	}
	return w.withPractice(title), body
}

// PracticeOpen says why no press is sent while practice is open, and what to do.
func (w Words) PracticeOpen() string { return w.text("practice.open") }

// PracticeNotStarted says that the menu item could not open practice.
func (w Words) PracticeNotStarted() string { return w.text("practice.not_started") }

// Renewed is the menu's first line in a program that replaced an older one while the
// agent worked, and does not know the last outcome.
func (w Words) Renewed() string { return w.text("renewed") }

// RestartByHand says that a newer program is installed, and that this one cannot
// restart itself.
func (w Words) RestartByHand() string { return w.withPractice(w.text("restart_by_hand")) }

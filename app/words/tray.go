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
func (w Words) Ready() string { return "ready" }

// Working is shown while a press is on its way.
func (w Words) Working() string { return "asking wolkvox..." }

// NeedsSetup is shown until server, extension and token are there.
func (w Words) NeedsSetup() string { return "not set up yet" }

// NoToggleYet is the menu's first line before the first press.
func (w Words) NoToggleYet() string { return "No toggle yet" }

// The menu, from top to bottom.
func (w Words) MenuToggle(chord string) string {
	if chord == "" {
		return w.mark("Toggle hold")
	}
	return w.mark("Toggle hold (" + chord + ")")
}

// MenuExtension opens the place where the extension is changed.
func (w Words) MenuExtension(agentID string) string {
	if agentID == "" {
		return "Extension: none (Set...)"
	}
	return "Extension: " + agentID + " (Change...)"
}

// MenuSettings opens the settings window.
func (w Words) MenuSettings() string { return "Settings..." }

// MenuLog opens the log folder.
func (w Words) MenuLog() string { return "Log" }

// MenuAbout says what this is.
func (w Words) MenuAbout() string { return "About" }

// MenuQuit ends the program.
func (w Words) MenuQuit() string { return w.mark("Quit") }

// HiddenIcons says once where Windows 11 hides a new icon.
func (w Words) HiddenIcons() string {
	return "To see the icon at all times, open the arrow (^) in the taskbar and drag the icon out of it"
}

// About is the text behind the menu item of that name.
func (w Words) About(version string) string {
	return Product + " " + version + ". One key puts the call of your extension on hold, or brings it back. " +
		"Not an official wolkvox product. Licence: not yet chosen."
}

// PracticeTruth is what the pretend server alone knows, told in practice so that
// a person can compare it with what they were told.
func (w Words) PracticeTruth(agentID string, held bool, count int) string {
	state := "off hold"
	if held {
		state = "on hold"
	}
	times := "times"
	if count == 1 {
		times = "time"
	}
	return w.mark("the pretend server toggled extension " + agentID + " " + itoa(count) + " " + times + " so far; its call is now " + state)
}

// PracticeStarted says how to press, and that nothing real can happen.
func (w Words) PracticeStarted(agentID, chord string) string {
	s := w.mark("a pretend wolkvox runs inside this program; nothing leaves this machine. ")
	if chord == "" {
		return s + "No hotkey could be registered; click the tray icon or run: wolkvox-hold practice toggle"
	}
	return s + "Press " + chord + ", click the tray icon, or run: wolkvox-hold practice toggle (" + w.Extension(agentID) + ")"
}

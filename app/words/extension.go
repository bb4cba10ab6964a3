package words

// Heading is the title of a notification without an outcome: the product and the
// extension.
func (w Words) Heading(agentID string) string { return w.Title() + separator + w.Extension(agentID) }

// HintTitle is the title of a notification that nobody asked for, by its code: what is so or
// what to do, then the extension where there is room.
func (w Words) HintTitle(code, agentID string) string {
	title, ok := w.byCode("hint", code)
	if !ok {
		return w.Heading(agentID)
	}
	title, _ = fitTitle(agentID, title)
	return w.withPractice(title)
}

// NoExtension says why there is no extension, and what to do. Code is one of
// app/settings'; another gives "".
func (w Words) NoExtension(code string) string {
	s, _ := w.byCode("no_extension", code)
	return s
}

// AskExtension asks for the extension, where no window can ask.
func (w Words) AskExtension() string { return w.text("extension.ask") }

// ExtensionTaken confirms the answer; the extension is in the title.
func (w Words) ExtensionTaken() string { return w.withPractice(w.text("extension.taken")) }

// ExtensionGiven confirms an extension that counts only for this session, or only for
// today.
func (w Words) ExtensionGiven(agentID string, day bool) string {
	if agentID == "" {
		return w.text("extension.back")
	}
	if day {
		return w.text("extension.today", "Extension", agentID)
	}
	return w.text("extension.logon", "Extension", agentID)
}

// ExtensionNotKept says that an extension that was entered could not be saved.
func (w Words) ExtensionNotKept() string { return w.text("extension.not_kept") }

// ExtensionFile says that the file with the entered extension cannot be used.
func (w Words) ExtensionFile(path string) string { return w.text("extension.file", "Path", path) }

// NoLogon says why an extension cannot be set for a session.
func (w Words) NoLogon() string { return w.text("extension.no_logon") }

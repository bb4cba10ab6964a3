package words

// Heading heads a notification that tells no outcome: the product and the extension.
func (w Words) Heading(agentID string) string { return w.Title() + " - " + w.Extension(agentID) }

// SummaryOfBefore is Summary for the press of a process that died: for which
// extension it was is not known any more.
func (w Words) SummaryOfBefore(result string) string {
	return w.mark(w.text("summary.before", "Outcome", w.summary(result)))
}

// NoExtension says why there is no extension, and what to do. Code is one of
// app/settings'; another gives "".
func (w Words) NoExtension(code string) string {
	s, _ := w.coded("no_extension", code)
	switch code {
	case "env_empty", "env_value", "env_format":
		return w.callIT(s)
	}
	return s
}

// NotToggledWithoutExtension is the outcome of a press for which NoExtension says
// why; "" where that says nothing.
func (w Words) NotToggledWithoutExtension(code string) string {
	why := w.NoExtension(code)
	if why == "" {
		return ""
	}
	return w.mark(w.text("not_toggled", "Why", why))
}

// AskExtension asks whose extension counts, where no window can ask.
func (w Words) AskExtension() string { return w.text("extension.ask") }

// ExtensionTaken answers an answer; the extension stands above it.
func (w Words) ExtensionTaken() string { return w.mark(w.text("extension.taken")) }

// ExtensionGiven confirms an extension that counts for a log-on only, and for a day of it where day says so.
func (w Words) ExtensionGiven(agentID string, day bool) string {
	if agentID == "" {
		return w.text("extension.back")
	}
	if day {
		return w.text("extension.today", "Extension", agentID)
	}
	return w.text("extension.logon", "Extension", agentID)
}

// ExtensionNotKept says that an extension given by hand does not count.
func (w Words) ExtensionNotKept() string { return w.text("extension.not_kept") }

// ExtensionFile says that what was given by hand cannot be used.
func (w Words) ExtensionFile(path string) string { return w.text("extension.file", "Path", path) }

// NoLogon says why an extension cannot be given for a log-on.
func (w Words) NoLogon() string { return w.text("extension.no_logon") }

package words

// Found says what doctor found, by its stable code.
func (w Words) Found(code string) string {
	if s, ok := w.byCode("found", code); ok {
		return s
	}
	return code
}

// Advice says what to do about it, or "".
func (w Words) Advice(code string) string {
	s, _ := w.byWho("advice", code)
	return s
}

// WhatToDo introduces an advice.
func (w Words) WhatToDo(advice string) string { return w.text("what_to_do", "Advice", advice) }

// Masked shows only the end of an extension: enough to compare, in a file that may be
// sent to others.
func (w Words) Masked(agentID string) string {
	if len(agentID) < 4 {
		return "***"
	}
	return "***" + agentID[len(agentID)-2:]
}

// BundleWritten says that the bundle was written.
func (w Words) BundleWritten(path string) string { return w.text("bundle.written", "Path", path) }

// BundleNoToken says that there was no token to search for.
func (w Words) BundleNoToken(path string) string { return w.text("bundle.no_token", "Path", path) }

// BundleWithoutLog says why the log is missing.
func (w Words) BundleWithoutLog(path string) string {
	return w.text("bundle.without_log", "Path", path)
}

// BundleRefused says why there is no bundle, and what to do. Code is exists, secret,
// too_big, empty or failed; file is the part of the bundle that contained a secret.
func (w Words) BundleRefused(code, path, file string) string {
	if code == "secret" && file == "" {
		return w.text("bundle_refused.secret_name")
	}
	if s, ok := w.byCode("bundle_refused", code, "Path", path, "File", file); ok {
		return s
	}
	return w.text("bundle_refused.failed", "Path", path)
}

// The details in brackets after what doctor found.

// ProgramIs names program, system and the folder of the log.
func (w Words) ProgramIs(program, system, folder string) string {
	return w.text("detail.program", "Program", program, "System", system, "Folder", folder)
}

// InRunningProgram says where the token was found.
func (w Words) InRunningProgram() string { return w.text("detail.running_program") }

// OtherVersion says that a part has another version than this program.
func (w Words) OtherVersion(theirs, ours string) string {
	return w.text("detail.other_version", "Theirs", theirs, "Ours", ours)
}

// IssuedBy names the issuer of a certificate.
func (w Words) IssuedBy(authority string) string {
	return w.text("detail.issued_by", "Authority", authority)
}

// Instead says what did not work, and what is used instead.
func (w Words) Instead(broken, used string) string {
	return w.text("detail.instead", "Broken", broken, "Used", used)
}

// ValidFrom says when a certificate is valid, and the time of this machine; all in UTC.
func (w Words) ValidFrom(from, until, clock string) string {
	return w.text("detail.valid_from", "From", from, "Until", until, "Clock", clock)
}

// LogOf says when the log file was last written, and the time of this machine; both in
// UTC.
func (w Words) LogOf(written, clock string) string {
	return w.text("detail.log_of", "Written", written, "Clock", clock)
}

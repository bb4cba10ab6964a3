package words

// Found says what doctor found, by its stable code.
func (w Words) Found(code string) string {
	if s, ok := w.coded("found", code); ok {
		return s
	}
	return code
}

// Advice says what to do about it; empty where there is nothing to do.
func (w Words) Advice(code string) string {
	s, _ := w.coded("advice", code)
	return s
}

// WhatToDo heads an advice.
func (w Words) WhatToDo(advice string) string { return w.text("what_to_do", "Advice", advice) }

// Masked is an extension of which only the end is shown: enough to compare, in what
// may be sent on.
func (w Words) Masked(agentID string) string {
	if len(agentID) < 4 {
		return "***"
	}
	return "***" + agentID[len(agentID)-2:]
}

// BundleWritten says that the bundle is there.
func (w Words) BundleWritten(path string) string { return w.text("bundle.written", "Path", path) }

// BundleNoToken says that there was no token to look for.
func (w Words) BundleNoToken(path string) string { return w.text("bundle.no_token", "Path", path) }

// BundleWithoutLog says why the log is missing.
func (w Words) BundleWithoutLog(path string) string {
	return w.text("bundle.without_log", "Path", path)
}

// BundleRefused says why there is no bundle, and what to do. Code is exists, secret,
// too_big, empty or failed; file is the part of the bundle that a secret was found in.
func (w Words) BundleRefused(code, path, file string) string {
	if code == "secret" && file == "" {
		return w.text("bundle_refused.secret_name")
	}
	if s, ok := w.coded("bundle_refused", code, "Path", path, "File", file); ok {
		return s
	}
	return w.text("bundle_refused.failed", "Path", path)
}

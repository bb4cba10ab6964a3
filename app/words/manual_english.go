package words

// ManualHead stands over a section of the manual page.
func (w Words) ManualHead(section string) string {
	return map[string]string{
		"name": "NAME", "synopsis": "SYNOPSIS", "description": "DESCRIPTION", "commands": "COMMANDS", "options": "OPTIONS",
		"exit": "EXIT STATUS", "files": "FILES", "environment": "ENVIRONMENT", "see": "SEE ALSO",
	}[section]
}

// ManualAbout describes the program on its manual page, a paragraph a line.
func (w Words) ManualAbout() string {
	return "One key toggles hold for the call of your wolkvox extension, whatever has the focus; a notification tells the outcome. " +
		"Without a command the program starts in the tray. " +
		"One press is at most one toggle, and the outcome that is told is true: toggled, not toggled, or unknown.\n" +
		"A second start opens the settings window of the first. A running program whose file was replaced restarts itself when it is idle.\n" +
		"It is not an official wolkvox product."
}

// ManualExit explains an exit code.
func (w Words) ManualExit(code int) string {
	return []string{
		"Done; for toggle: toggled, as wolkvox confirmed.",
		"Failed; for toggle: not toggled, and why is told on standard error.",
		"Wrong usage, or a value that is not valid.",
		"Unknown: hold may have toggled. Look at wolkvox Agent before you press again.",
		"Ignored: a press came too soon, or while another was in flight.",
	}[code]
}

// ManualFile says what a file or folder is for; the name is its path.
func (w Words) ManualFile(path string) string {
	return map[string]string{
		"$XDG_CONFIG_HOME/wolkvox-hold/config.json":       "your settings; see: wolkvox-hold config show",
		"$XDG_CONFIG_HOME/autostart/wolkvox-hold.desktop": "your own autostart entry; wolkvox-hold config set autostart off hides the machine's with it",
		"$XDG_STATE_HOME/wolkvox-hold/":                   "the log, at most three files of 1 MB; never the token",
		"/etc/wolkvox-hold/policy.json":                   "what IT set for this machine; it belongs to root, and nobody else may write it",
		"/etc/xdg/autostart/wolkvox-hold.desktop":         "starts the program at log-on, for every user",
		"/usr/lib/systemd/user/wolkvox-hold.service":      "the same by systemd, and once more after a crash: systemctl --user enable wolkvox-hold",
	}[path]
}

// ManualEnvironment says what a variable is for.
func (w Words) ManualEnvironment(name string) string {
	return map[string]string{
		"HTTPS_PROXY, NO_PROXY":       "the proxy, where the setting proxy is system",
		"SSL_CERT_FILE, SSL_CERT_DIR": "the root certificates, where the system's are not meant",
	}[name]
}

package autostart

// Type-checked only, never run on a Mac. What it calls is tested on Linux.

// Enabled reports whether a log-on will start the program, by the user's launch
// agent or the machine's.
func (a Autostart) Enabled() (bool, error) {
	files, err := a.agents()
	if err != nil {
		return false, err
	}
	return files.enabled()
}

// Exists reports whether there is a launch agent of ours, the user's or the
// machine's, also one that is switched off.
func (a Autostart) Exists() (bool, error) {
	files, err := a.agents()
	if err != nil {
		return false, err
	}
	return anyFile([]string{files.own, files.machine})
}

// Set turns autostart on or off for this user, from the next log-on. What IT
// installed in /Library/LaunchAgents cannot be turned off from here, and is an
// error.
func (a Autostart) Set(on bool) error {
	files, err := a.agents()
	if err != nil {
		return err
	}
	return files.set(a.Exec, on)
}

func (a Autostart) agents() (agents, error) {
	return agentsIn(a.Getenv("HOME"), "/Library/LaunchAgents")
}

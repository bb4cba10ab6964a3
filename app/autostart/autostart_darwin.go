package autostart

// This file has only been type-checked, never run on a Mac. The functions it calls are
// tested on Linux.

// Enabled reports whether a log-on will start the program, by the user's launch
// agent or the machine's.
func (a Autostart) Enabled() (bool, error) {
	files, err := a.agents()
	if err != nil {
		return false, err
	}
	return files.enabled()
}

// Exists reports whether there is a launch agent of ours, the user's or the machine's,
// even one that is switched off.
func (a Autostart) Exists() (bool, error) {
	files, err := a.agents()
	if err != nil {
		return false, err
	}
	return anyExists([]string{files.own, files.machine})
}

// Set turns autostart on or off for this user, from the next log-on. It cannot turn off
// what IT installed in /Library/LaunchAgents, and returns an error then.
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

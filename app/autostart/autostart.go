// Package autostart makes Wolkvox Hold start with the agent's session, and tells
// whether it does.
//
// On Linux (autostart_linux.go, entry_linux.go) it follows the freedesktop.org "Desktop
// Application Autostart Specification": a file wolkvox-hold.desktop in the autostart
// folder of the user's own configuration hides a file of the same name that IT
// installed in /etc/xdg/autostart.
//
// On Windows (autostart_windows.go, run.go) it is a value WolkvoxHold in the user's own
// Run key. IT's value is in the machine's Run key, and a user cannot hide it: the
// program that it starts with --background ends at once if the user, or a policy,
// switched autostart off. What was switched off in Task Manager counts as off.
//
// On macOS (autostart_darwin.go, agent.go) it is a launch agent in the user's own
// Library/LaunchAgents, which the system reads at the next log-on. It was never run on
// a Mac.
package autostart

// Autostart is the entry that starts the program with the session.
type Autostart struct {
	// Exec is the program's absolute path. It is started with --background.
	Exec string
	// Getenv is os.Getenv, or its replacement in tests. It is called for
	// XDG_CONFIG_HOME, HOME and XDG_CONFIG_DIRS; on macOS for HOME.
	Getenv func(string) string
}

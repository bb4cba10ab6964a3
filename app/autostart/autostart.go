package autostart

import "errors"

// ErrUnsupported says that autostart cannot be changed from here on this
// system.
var ErrUnsupported = errors.New("autostart is not on this system yet: let the installer or the system's own settings do it")

// Autostart is the entry that starts the program with the session.
type Autostart struct {
	// Exec is the program's absolute path. It is started with --background.
	Exec string
	// Getenv reads the environment; os.Getenv outside tests. It is asked for
	// XDG_CONFIG_HOME, HOME and XDG_CONFIG_DIRS; on macOS for HOME.
	Getenv func(string) string
}

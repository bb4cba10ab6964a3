package env

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/autostart"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// KeepAutostart creates the autostart entry that IT asks for. An enforced one is created
// again whenever it is missing or switched off. A suggested one is created only if there is
// no entry in any form, so that one that was switched off in the desktop's settings stays off.
//
// A policy that says off changes no entry: a program started with --background ends at once,
// and the entries are unchanged when the policy is removed.
func (e *Env) KeepAutostart(l *Snapshot) error {
	if !l.Autostart {
		return nil
	}
	a := e.Autostart()
	var there bool
	var err error
	switch l.Origin(settings.Autostart) {
	case settings.OriginPolicy:
		there, err = a.Enabled()
	case settings.OriginPolicyDefault:
		there, err = a.Exists()
	default:
		return nil // the agent's own setting was applied when it was saved
	}
	if there || err != nil {
		return err
	}
	return a.Set(true)
}

// StartsAtLogOn reports whether the program starts at log-on, for the settings window. If
// neither agent nor IT has set it, the package's entry decides.
func (e *Env) StartsAtLogOn(l *Snapshot) bool {
	if l.Autostart || l.AutostartOff() {
		return l.Autostart
	}
	on, err := e.Autostart().Enabled()
	return on && err == nil
}

// Autostart is the entry that starts the resident at log-on.
func (e *Env) Autostart() autostart.Autostart {
	return autostart.Autostart{Exec: ResidentProgram(), Getenv: e.Getenv}
}

// ResidentProgram is the path of the program with the tray. If this process is the window
// program, that is the file beside it.
func ResidentProgram() string { return residentBeside(ProgramPath()) }

func residentBeside(path string) string {
	dir, name := filepath.Split(path)
	name = strings.Replace(name, "-window", "", 1)
	if program, ok := strings.CutSuffix(name, ".com"); ok {
		name = program + ".exe" // on Windows, the .com file is the one for consoles
	}
	resident := filepath.Join(dir, name)
	if _, err := os.Stat(resident); err == nil {
		return resident
	}
	return path
}

package env

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/autostart"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// KeepAutostart makes the log-on entry that IT asks for. One that a policy enforces
// is made anew whenever it is gone or switched off; one that a policy suggests only
// where there is none in any form, so that who switched it off in the desktop's own
// settings has done so for good.
//
// A policy that says off changes no entry: what they start with --background ends
// at once, and they are as they were on the day the policy goes.
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
		return nil // the agent's own wish is carried out when it is made
	}
	if there || err != nil {
		return err
	}
	return a.Set(true)
}

// StartsAtLogOn reports whether the program starts at log-on, as the settings window
// shows it. Where neither agent nor IT has said, the entry decides that the package
// brought.
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

// ResidentProgram is the program with the tray, also where this one is the
// window program that lies beside it.
func ResidentProgram() string { return residentBeside(ProgramPath()) }

func residentBeside(path string) string {
	dir, name := filepath.Split(path)
	name = strings.Replace(name, "-window", "", 1)
	if program, ok := strings.CutSuffix(name, ".com"); ok {
		name = program + ".exe" // the companion for consoles, on Windows
	}
	resident := filepath.Join(dir, name)
	if _, err := os.Stat(resident); err == nil {
		return resident
	}
	return path
}

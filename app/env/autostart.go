package env

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/autostart"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// KeepAutostart creates the autostart entry that IT asks for. An enforced one is created
// again whenever it is missing or switched off. A suggested one is created only if there is
// no entry in any form, so that one that was switched off in the desktop's settings stays off.
//
// A policy that says off changes no entry: a program started with --background ends at once,
// and the entries are unchanged when the policy is removed.
func (p *Env) KeepAutostart(l *Snapshot) error {
	if !l.Autostart {
		return nil
	}
	a := p.Autostart()
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
func (p *Env) StartsAtLogOn(l *Snapshot) bool {
	if l.Autostart || l.AutostartOff() {
		return l.Autostart
	}
	on, err := p.Autostart().Enabled()
	return on && err == nil
}

// Autostart is the entry that starts the resident at log-on.
func (p *Env) Autostart() autostart.Autostart {
	return autostart.Autostart{Exec: ResidentProgram(), Getenv: p.Getenv}
}

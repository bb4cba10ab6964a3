package app

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/autostart"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// keepAutostart makes the log-on entry that IT asks for. One that a policy enforces
// is made anew whenever it is gone or switched off; one that a policy suggests only
// where there is none in any form, so that who switched it off in the desktop's own
// settings has done so for good.
//
// A policy that says off changes no entry: what they start with --background ends
// at once, and they are as they were on the day the policy goes.
func keepAutostart(p *env.Env, l *env.Snapshot) error {
	if !l.Autostart {
		return nil
	}
	a := autostartEntry(p)
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

// startsAtLogOn reports whether the program starts at log-on, as the settings window
// shows it. Where neither agent nor IT has said, the entry decides that the package
// brought.
func startsAtLogOn(p *env.Env, l *env.Snapshot) bool {
	if l.Autostart || l.AutostartOff() {
		return l.Autostart
	}
	on, err := autostartEntry(p).Enabled()
	return on && err == nil
}

func autostartEntry(p *env.Env) autostart.Autostart {
	return autostart.Autostart{Exec: residentProgram(), Getenv: p.Getenv}
}

// autostartKept is keepAutostart for the resident, away from everything else: the
// entry may lie on a server.
func (r *resident) autostartKept() {
	l := r.current.Load().Snapshot
	go func() {
		if err := r.startup(l); err != nil {
			r.log.Warn("the autostart entry that a policy asks for could not be made", "err", err)
		}
	}()
}

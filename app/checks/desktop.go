package checks

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/desktop"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/programversion"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

func (x *Examination) session(context.Context) []Finding {
	f := x.sessionKind()
	if !x.busMissing() {
		return f
	}
	if _, err := x.Resident(); err == nil {
		return append(f, x.well("session_bus_elsewhere", "")...)
	}
	return append(f, x.trouble("session_bus_missing", x.p.Getenv("DBUS_SESSION_BUS_ADDRESS"))...)
}

// sessionKind says what kind of session this is, and whether run_where allows presses in it.
// If it allows one kind only, the answer of a running resident counts.
func (x *Examination) sessionKind() []Finding {
	where := x.l.RunWhere
	kind := session.Look(x.p.Getenv)
	how, down := kind.How, kind.StandsDown(where)
	s, noResident := x.Resident()
	if noResident == nil && where != "any" {
		how, down = s.Session, s.StandsDown
	}
	// While a resident runs in another session, an ssh log-on concerns doctor only.
	both := where == "any" && kind.Remote && (noResident != nil || how != session.HowSSH)
	detail := "run_where " + where
	var f []Finding
	switch {
	case down:
		f = x.warning("session_stands_down", detail)
		x.text(&f[0], func(w words.Words) string { return w.StoodDown(how) })
	case both:
		f = x.warning("session_both_serve", detail)
		x.text(&f[0], func(w words.Words) string { return w.BothServe(how) })
	default:
		f = x.well("session_ok", detail)
		x.text(&f[0], func(w words.Words) string { return w.SessionIs(how) })
	}
	return f
}

// busMissing reports whether this process has no session bus. Only Linux needs one.
func (x *Examination) busMissing() bool {
	if runtime.GOOS != "linux" {
		return false
	}
	_, err := x.tray()
	return errors.Is(err, tray.ErrNoBus)
}

func (x *Examination) hotkey(context.Context) []Finding {
	s, err := x.Resident()
	chord := x.l.Hotkey
	code, backend, spare, here := s.HotkeyTrouble, s.Backend, s.HotkeySpare, "hotkey_ok"
	switch {
	case errors.Is(err, channel.ErrNoResident):
		sight := desktop.Look(chord, true)
		code, backend, here = sight.Code, string(sight.Backend), "hotkey_free"
		if code == hotkey.CodeNoDisplay {
			return x.warning("hotkey_no_display", "")
		}
		if code == hotkey.CodeLayoutSwitch {
			c, _ := desktop.FirstFree(nil, settings.SpareChords(chord))
			spare = c.String()
		}
	case err != nil:
		return nil // the resident, if it works, has the chord
	case code == "" && s.Hotkey == "" && !s.StandsDown:
		code = hotkey.CodeLost // the desktop has not answered yet
	}
	if code == "" && here == "hotkey_ok" {
		f := x.well(here, "")
		x.text(&f[0], func(w words.Words) string { return w.StatusHotkey(s.Hotkey, s.Backend, s.LastPress) })
		return f
	}
	if code == "" {
		return x.well(here, chord.String()+", "+backend)
	}
	f := x.trouble("hotkey_"+code, backend)
	x.text(&f[0], func(w words.Words) string { return w.HotkeyInstead(code, chord.String(), spare) })
	switch {
	case code == hotkey.CodeNoDisplay, code == hotkey.CodeUnsupported:
		f[0].State = Warning // the desktop has no hotkeys; icon and commands work
	case code == hotkey.CodeAsking, hotkey.ByHand(code):
		f[0].State = Warning // a key can be bound to the command
		english, spoken := x.p.HotkeySteps(x.p.Words.English(), chord).Lines, x.p.HotkeySteps(x.p.Words, chord).Lines
		for i := range spoken {
			step := x.found(Warning, "hotkey_steps", "")
			step.Text, step.Spoken = x.p.Words.English().HotkeyStep(i+1, english[i]), x.p.Words.HotkeyStep(i+1, spoken[i])
			f = append(f, step)
		}
	}
	return f
}

func (x *Examination) trayHost(context.Context) []Finding {
	s, noResident := x.Resident()
	code := s.TrayTrouble
	if noResident != nil {
		host, err := x.tray()
		switch {
		case x.busMissing():
			return nil // the check "session" reports it
		case err != nil:
			code = tray.Code(err)
		case !host:
			code = tray.NoHost
		}
	}
	if code == "" {
		return x.well("tray_ok", "")
	}
	f := x.warning(code, "")
	x.text(&f[0], func(w words.Words) string { return w.Part(code) })
	return f
}

func (x *Examination) notifications(ctx context.Context) []Finding {
	if x.l.Feedback == "icon" {
		return x.well("notifications_unused", "")
	}
	s, noResident := x.Resident()
	if noResident != nil && (x.busMissing() || runtime.GOOS != "linux") {
		return nil // the check "session" reports it; on other systems only the resident has notifications
	}
	name, err := notify.Look(ctx)
	// The resident's answer counts: it may have another bus than this process.
	missing := s.NotificationTrouble != ""
	if noResident != nil {
		missing = err != nil
	}
	if missing {
		return x.warning("notifications_missing", s.NotificationTrouble)
	}
	if by := notify.Silenced(); by != "" {
		return x.well("notifications_own_window", by)
	}
	return x.well("notifications_ok", name)
}

func (x *Examination) autostart(context.Context) []Finding {
	on, err := x.p.Autostart().Enabled()
	origin := x.l.Origin(settings.Autostart)
	switch {
	case err != nil:
		return x.warning("autostart_unknown", err.Error())
	case x.l.AutostartOff():
		return withOrigin(x.well("autostart_chosen", string(origin)), x.p.Words, origin)
	case on:
		return x.well("autostart_ok", "")
	case x.l.Autostart:
		return withOrigin(x.warning("autostart_missing", string(origin)), x.p.Words, origin)
	}
	return x.warning("autostart_off", "")
}

// window asks the window program for its version, and checks whether the display can show
// its window.
func (x *Examination) window(ctx context.Context) []Finding {
	path, err := env.WindowProgram()
	if err != nil {
		return x.warning("window_missing", "")
	}
	if path != env.ProgramPath() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		version, err := programversion.Of(ctx, path, env.ProgramName)
		switch {
		case err != nil:
			return x.warning("window_broken", path)
		case version != x.p.Version:
			return x.otherVersion("window_version", version)
		}
	}
	if desktop.Look(x.l.Hotkey, false).NoOpenGL {
		return x.warning("window_no_opengl", "")
	}
	return x.well("window_ok", x.p.Version)
}

// withOrigin puts the origin of a setting into the detail.
func withOrigin(f []Finding, w words.Words, origin settings.Origin) []Finding {
	f[0].SpokenDetail = w.Origin(string(origin))
	return f
}

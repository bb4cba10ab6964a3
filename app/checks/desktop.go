package checks

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/autostart"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/programversion"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

func (x *Examination) trayHost(context.Context) []Finding {
	s, unasked := x.Resident()
	code := s.TrayTrouble
	if unasked != nil {
		host, err := x.tray()
		switch {
		case x.busMissing():
			return nil // session says it
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
	s, unasked := x.Resident()
	if unasked != nil && (x.busMissing() || runtime.GOOS != "linux") {
		return nil // session says it; elsewhere they belong to the running program
	}
	name, err := notify.Look(ctx)
	// The running program's own word counts: it may have another bus than this one.
	missing := s.NotificationTrouble != ""
	if unasked != nil {
		missing = err != nil
	}
	if missing {
		return x.warning("notifications_missing", s.NotificationTrouble)
	}
	return x.well("notifications_ok", name)
}

func (x *Examination) autostart(context.Context) []Finding {
	on, err := x.p.Autostart().Enabled()
	origin := x.l.Origin(settings.Autostart)
	switch {
	case errors.Is(err, autostart.ErrUnsupported):
		return nil
	case err != nil:
		return x.warning("autostart_unknown", err.Error())
	case x.l.AutostartOff():
		return from(x.well("autostart_chosen", string(origin)), x.p.Words, origin)
	case on:
		return x.well("autostart_ok", "")
	case x.l.Autostart:
		return from(x.warning("autostart_missing", string(origin)), x.p.Words, origin)
	}
	return x.warning("autostart_off", "")
}

// window asks the program of the settings window for its version. Whether it can
// open a window is a matter of the display.
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
	if hotkey.Look(x.l.Hotkey, false).NoOpenGL {
		return x.warning("window_no_opengl", "")
	}
	return x.well("window_ok", x.p.Version)
}

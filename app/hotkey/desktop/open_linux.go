package desktop

import (
	"errors"
	"log/slog"
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/portal"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/x11"
)

// Open connects to the desktop of this process, within 2 s for each attempt. If the process
// does not have the desktop's environment variables, it takes those of the user's service
// manager. About says what the key does; a Wayland desktop shows it to the user. A nil log
// logs nothing.
//
// The error is an [*hotkey.Error] with [hotkey.CodeWayland] in a Wayland session without a session bus,
// [hotkey.CodeLost] with [hotkey.ErrSilent] where the X server does not answer, and [hotkey.CodeNoDisplay] where
// there is no desktop or it cannot be reached. Whether a Wayland desktop has shortcuts for
// programs is known only after the first Grab.
func Open(log *slog.Logger, about string) (*Listener, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	switch sessionProblem(os.Getenv) {
	case hotkey.CodeNoDisplay:
		undo, ok := adoptEnvironment()
		if !ok {
			return nil, &hotkey.Error{Code: hotkey.CodeNoDisplay}
		}
		l, err := Open(log, about)
		if err != nil {
			undo()
			return nil, err
		}
		log.Info("the desktop came after the program")
		return l, nil
	case hotkey.CodeWayland:
		p, err := portal.Dial(log, about)
		if err != nil {
			return nil, &hotkey.Error{Code: hotkey.CodeWayland, Err: err}
		}
		return &Listener{Backend: hotkey.BackendPortal, source: p, keyName: p.KeyName}, nil
	}
	x, err := x11.Dial(os.Getenv("DISPLAY"), log)
	switch {
	case errors.Is(err, hotkey.ErrSilent):
		return nil, &hotkey.Error{Code: hotkey.CodeLost, Err: err}
	case err != nil:
		return nil, &hotkey.Error{Code: hotkey.CodeNoDisplay, Err: err}
	}
	return &Listener{Backend: hotkey.BackendX11, Desktop: x.ServerPID(), source: x}, nil
}

// sessionProblem returns why the session that getenv describes cannot use X11, or "". A
// Wayland session may have DISPLAY too; there it names XWayland, where a grab fires only
// while an X11 window has the focus.
func sessionProblem(getenv func(string) string) string {
	switch {
	case getenv("XDG_SESSION_TYPE") == "wayland" || getenv("WAYLAND_DISPLAY") != "":
		return hotkey.CodeWayland
	case getenv("DISPLAY") == "":
		return hotkey.CodeNoDisplay
	}
	return ""
}

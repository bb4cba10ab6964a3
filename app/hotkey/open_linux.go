package hotkey

import (
	"errors"
	"log/slog"
	"os"
)

// Open connects to the desktop of this process, within 2 s for each attempt. If the process
// does not have the desktop's environment variables, it takes those of the user's service
// manager. About says what the key does; a Wayland desktop shows it to the user. A nil log
// logs nothing.
//
// The error is an [*Error] with [CodeWayland] in a Wayland session without a session bus,
// [CodeLost] with [ErrSilent] where the X server does not answer, and [CodeNoDisplay] where
// there is no desktop or it cannot be reached. Whether a Wayland desktop has shortcuts for
// programs is known only after the first Grab.
func Open(log *slog.Logger, about string) (*Listener, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	switch sessionProblem(os.Getenv) {
	case CodeNoDisplay:
		undo, ok := adoptEnvironment()
		if !ok {
			return nil, &Error{Code: CodeNoDisplay}
		}
		l, err := Open(log, about)
		if err != nil {
			undo()
			return nil, err
		}
		log.Info("the desktop came after the program")
		return l, nil
	case CodeWayland:
		p, err := dialPortal(log, about)
		if err != nil {
			return nil, &Error{Code: CodeWayland, Err: err}
		}
		return &Listener{Backend: BackendPortal, source: p, keyName: p.keyName}, nil
	}
	x, err := dialX11(os.Getenv("DISPLAY"), log)
	switch {
	case errors.Is(err, ErrSilent):
		return nil, &Error{Code: CodeLost, Err: err}
	case err != nil:
		return nil, &Error{Code: CodeNoDisplay, Err: err}
	}
	return &Listener{Backend: BackendX11, Desktop: serverPID(x.net), source: x}, nil
}

// sessionProblem returns why the session that getenv describes cannot use X11, or "". A
// Wayland session may have DISPLAY too; there it names XWayland, where a grab fires only
// while an X11 window has the focus.
func sessionProblem(getenv func(string) string) string {
	switch {
	case getenv("XDG_SESSION_TYPE") == "wayland" || getenv("WAYLAND_DISPLAY") != "":
		return CodeWayland
	case getenv("DISPLAY") == "":
		return CodeNoDisplay
	}
	return ""
}

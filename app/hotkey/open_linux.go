package hotkey

import (
	"errors"
	"log/slog"
	"os"
)

// Open connects to the desktop this process runs in. What does not answer within
// 2 s is given up. Its error is an [*Error] with [CodeWayland] in a Wayland session
// without a session bus, [CodeLost] with [ErrSilent] where the X server does not
// answer, and [CodeNoDisplay] where there is no desktop or it cannot be reached. Where this
// process has no variables of a desktop, it takes those of the person's service manager.
// Whether a Wayland desktop gives keys to programs is told by the first Grab. About
// says what the key does, for a desktop that asks its person. A nil log logs nothing.
func Open(log *slog.Logger, about string) (*Listener, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	switch refusal(os.Getenv) {
	case CodeNoDisplay:
		undo, ok := adopt()
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
	return &Listener{Backend: BackendX11, Desktop: served(x.net), source: x}, nil
}

// refusal returns why the session that getenv describes has no X11 hotkey, or
// "" when it is to be tried. DISPLAY alone does not make an X11 session: in a
// Wayland one it names XWayland, where a grab fires only while an X11 window
// has the focus.
func refusal(getenv func(string) string) string {
	switch {
	case getenv("XDG_SESSION_TYPE") == "wayland" || getenv("WAYLAND_DISPLAY") != "":
		return CodeWayland
	case getenv("DISPLAY") == "":
		return CodeNoDisplay
	}
	return ""
}

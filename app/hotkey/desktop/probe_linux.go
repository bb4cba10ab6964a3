package desktop

import (
	"log/slog"
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/x11"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func look(chord settings.Chord, try bool) LookResult {
	if code := sessionProblem(os.Getenv); code != "" {
		return LookResult{Backend: hotkey.BackendNone, Code: code}
	}
	x, err := x11.Dial(os.Getenv("DISPLAY"), slog.New(slog.DiscardHandler))
	if err != nil {
		return LookResult{Backend: hotkey.BackendNone, Code: hotkey.CodeNoDisplay}
	}
	defer x.Close()
	s := LookResult{Backend: hotkey.BackendX11, NoOpenGL: x.Missing("GLX")}
	if !try {
		return s
	}
	if _, err := x.Grab(chord); err != nil {
		s.Code = codeOf(err)
		return s
	}
	x.Ungrab()
	return s
}

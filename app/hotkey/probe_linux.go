package hotkey

import (
	"log/slog"
	"os"

	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func look(chord settings.Chord, try bool) LookResult {
	if code := sessionProblem(os.Getenv); code != "" {
		return LookResult{Backend: BackendNone, Code: code}
	}
	x, err := dialX11(os.Getenv("DISPLAY"), slog.New(slog.DiscardHandler))
	if err != nil {
		return LookResult{Backend: BackendNone, Code: CodeNoDisplay}
	}
	defer x.close()
	s := LookResult{Backend: BackendX11, NoOpenGL: x.missing("GLX")}
	if !try {
		return s
	}
	if _, err := x.grab(chord); err != nil {
		s.Code = codeOf(err)
		return s
	}
	x.ungrab()
	return s
}

// missing reports whether the server says that it does not have the extension.
func (x *x11) missing(extension string) bool {
	missing := false
	_ = x.withTimeout(func() error {
		answer, err := xproto.QueryExtension(x.conn, uint16(len(extension)), extension).Reply()
		missing = err == nil && answer != nil && !answer.Present
		return err
	})
	return missing
}

package hotkey

import (
	"log/slog"
	"os"

	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func look(chord settings.Chord, try bool) Sight {
	if code := refusal(os.Getenv); code != "" {
		return Sight{Backend: BackendNone, Code: code}
	}
	x, err := dialX11(os.Getenv("DISPLAY"), slog.New(slog.DiscardHandler))
	if err != nil {
		return Sight{Backend: BackendNone, Code: CodeNoDisplay}
	}
	defer x.close()
	s := Sight{Backend: BackendX11, NoOpenGL: x.lacks("GLX")}
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

// lacks reports whether the server says that it has no such extension.
func (x *x11) lacks(extension string) bool {
	lacks := false
	_ = x.within(func() error {
		answer, err := xproto.QueryExtension(x.conn, uint16(len(extension)), extension).Reply()
		lacks = err == nil && answer != nil && !answer.Present
		return err
	})
	return lacks
}

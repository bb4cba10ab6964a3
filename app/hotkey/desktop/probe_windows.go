package desktop

import (
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/win32"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func look(chord settings.Chord, try bool) LookResult {
	s := LookResult{Backend: hotkey.BackendWindows}
	if !try {
		return s
	}
	k := win32.New(slog.New(slog.DiscardHandler))
	defer k.Close()
	k.Timeout = win32.ShortTimeout
	if _, err := k.Grab(chord); err != nil {
		s.Code = codeOf(err)
		return s
	}
	k.Ungrab()
	return s
}

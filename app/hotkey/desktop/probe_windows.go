package desktop

import (
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/win32"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// lookTimeout is long because at log-on a machine may be too busy to answer sooner, and only
// doctor waits for it.
const lookTimeout = 8 * time.Second

func look(chord settings.Chord, try bool) LookResult {
	s := LookResult{Backend: hotkey.BackendWindows}
	if !try {
		return s
	}
	k := win32.New(slog.New(slog.DiscardHandler))
	defer k.Close()
	k.Timeout = lookTimeout
	if _, err := k.Grab(chord); err != nil {
		s.Code = codeOf(err)
		return s
	}
	k.Ungrab()
	return s
}

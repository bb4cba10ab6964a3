package desktop

import (
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/win32"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// lookTimeout is long because at log-on a machine may be too busy to answer sooner, and only
// doctor waits for it. A chord that is taken is tried again for 1 s, and its release may take
// 2 s more: 8 s in all, as [Look] says.
const lookTimeout = 5 * time.Second

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

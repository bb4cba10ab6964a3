package hotkey

import (
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// FirstFree returns the first of chords that no program holds now, a [Listener] of
// this process included; false where none is free, or where it cannot be told
// without asking the person (Wayland's portal). Each is registered for a moment, so
// a press of it in that moment is lost. It takes milliseconds; an X server that
// does not answer costs 2 s, and Windows where it does not 2 s for each chord.
func FirstFree(log *slog.Logger, chords []settings.Chord) (settings.Chord, bool) {
	l, err := Open(log, "")
	if err != nil {
		return settings.Chord{}, false
	}
	defer l.Close()
	s, ok := l.source.(interface{ once() })
	if !ok {
		return settings.Chord{}, false
	}
	s.once()
	for _, c := range chords {
		if _, err := l.Grab(c); err == nil {
			l.Ungrab()
			return c, true
		}
	}
	return settings.Chord{}, false
}

package hotkey

import (
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Sight is what [Look] saw.
type Sight struct {
	// Backend would listen for the chord here.
	Backend Backend
	// Code is why the chord cannot be registered here, one of the Code constants;
	// empty if it can, or if that was not tried.
	Code string
	// NoOpenGL reports that the display cannot show a window with OpenGL. It is
	// false where nobody can tell.
	NoOpenGL bool
}

// Look looks at the desktop of this process without listening on it. With try it
// registers the chord and releases it at once, so that it is to be used where no
// other process of ours holds it; a press in that instant reaches nobody. It takes
// at most 8 s.
func Look(chord settings.Chord, try bool) Sight { return look(chord, try) }

// codeOf is the code of an error of this package.
func codeOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Code
	}
	return CodeLost
}

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

package desktop

import (
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// LookResult is the result of [Look].
type LookResult struct {
	// Backend is the backend that would serve this desktop.
	Backend hotkey.Backend
	// Code is why the chord cannot be registered, one of the Code constants. It is empty
	// if the chord can be registered, or if that was not tried.
	Code string
	// NoOpenGL reports that the display has no OpenGL. It is false where that is unknown.
	NoOpenGL bool
}

// Look examines the desktop of this process without listening on it. With try it registers
// the chord and releases it at once: a press at that moment is lost, and no other process of
// ours may hold the chord. It takes at most 8 s.
func Look(chord settings.Chord, try bool) LookResult { return look(chord, try) }

// codeOf returns the code of an error of this package.
func codeOf(err error) string {
	if e, ok := err.(*hotkey.Error); ok {
		return e.Code
	}
	return hotkey.CodeLost
}

// FirstFree returns the first of chords that no program holds, not even a [Listener] of this
// process. It is false where none is free, and on Wayland, where the portal would ask the
// user. Each chord is registered for a moment, and a press at that moment is lost. It takes
// milliseconds. If the desktop does not answer it takes 2 s, on Windows 2 s for each chord.
func FirstFree(log *slog.Logger, chords []settings.Chord) (settings.Chord, bool) {
	l, err := Open(log, "")
	if err != nil {
		return settings.Chord{}, false
	}
	defer l.Close()
	s, ok := l.source.(interface{ NoRetry() })
	if !ok {
		return settings.Chord{}, false
	}
	s.NoRetry()
	for _, c := range chords {
		if _, err := l.Grab(c); err == nil {
			l.Ungrab()
			return c, true
		}
	}
	return settings.Chord{}, false
}

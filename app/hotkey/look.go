package hotkey

import "github.com/wolkvox-hold/wolkvox-hold/app/settings"

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
// registers the chord and lets go of it at once, so that it is to be used where no
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

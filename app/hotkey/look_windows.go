package hotkey

import "github.com/wolkvox-hold/wolkvox-hold/app/settings"

func look(chord settings.Chord, try bool) Sight {
	s := Sight{Backend: BackendWindows}
	if !try {
		return s
	}
	l, err := Open(nil, "")
	if err != nil {
		s.Code = codeOf(err)
		return s
	}
	defer l.Close()
	l.source.(*library).within = soon
	if _, err := l.Grab(chord); err != nil {
		s.Code = codeOf(err)
		return s
	}
	l.Ungrab()
	return s
}

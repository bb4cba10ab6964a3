package hotkey

import "github.com/wolkvox-hold/wolkvox-hold/app/settings"

func look(chord settings.Chord, try bool) LookResult {
	s := LookResult{Backend: BackendWindows}
	if !try {
		return s
	}
	l, err := Open(nil, "")
	if err != nil {
		s.Code = codeOf(err)
		return s
	}
	defer l.Close()
	l.source.(*winKeys).timeout = shortTimeout
	if _, err := l.Grab(chord); err != nil {
		s.Code = codeOf(err)
		return s
	}
	l.Ungrab()
	return s
}

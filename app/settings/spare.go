package settings

// SpareChords returns chords to use instead of taken, the best one first. Few programs
// use them, and none of them types, edits or belongs to a desktop. The last ones are
// for people who switch their keyboard layout with Ctrl+Shift.
func SpareChords(taken Chord) []Chord {
	var spare []Chord
	for _, c := range []Chord{{Ctrl: true, Shift: true}, {Alt: true, Shift: true}} {
		for _, c.Key = range []string{"F9", "F10", "F11", "F12", "F8", "F7"} {
			if c != taken {
				spare = append(spare, c)
			}
		}
	}
	return spare
}

// SignOf returns the key of a chord's text, and the sign that AltGr (Ctrl+Alt on
// Windows) types with it on the keyboards of Spain, Latin America, Portugal or Brazil,
// such as @ for Ctrl+Alt+Q. The sign is "" if there is none.
func SignOf(chord string) (key, sign string) {
	last := chord
	for i := len(chord) - 1; i >= 0; i-- {
		if chord[i] == '+' {
			last = chord[i+1:]
			break
		}
	}
	key, _ = keyName(last)
	return key, altGrSigns[key]
}

// altGrSigns are from Microsoft's layouts Spanish, Latin American, Portuguese and
// Portuguese (Brazil ABNT2). Where they differ, it is the sign that people type more.
var altGrSigns = map[string]string{
	"1": "|", "2": "@", "3": "#", "4": "~", "5": "€", "7": "{", "8": "[", "9": "]", "0": "}",
	"Q": "@", "W": "?", "E": "€",
}

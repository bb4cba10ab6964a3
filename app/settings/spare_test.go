package settings

import "testing"

func TestSpareChordsCanBeUsed(t *testing.T) {
	for _, taken := range []Chord{DefaultChord(), {Ctrl: true, Shift: true, Key: "F10"}, {Super: true, Key: "H"}} {
		spare := SpareChords(taken)
		seen := map[Chord]bool{taken: true}
		for _, c := range spare {
			if got, err := ParseChord(c.String()); err != nil || got != c || seen[c] {
				t.Errorf("instead of %s: %s is refused (%v), there twice, or the same", taken, c, err)
			}
			seen[c] = true
		}
		if len(spare) < 4 {
			t.Errorf("instead of %s there are only %d", taken, len(spare))
		}
	}
	if got := SpareChords(DefaultChord())[0].String(); got != "Ctrl+Shift+F10" {
		t.Errorf("the first is %s", got)
	}
}

func TestTheSignThatAChordWouldEat(t *testing.T) {
	for chord, want := range map[string][2]string{
		"Ctrl+Alt+Q": {"Q", "@"}, "altgr + e": {"E", "€"}, "+Q": {"Q", "@"}, "Ctrl+Alt+2": {"2", "@"}, "AltGr+K": {"K", ""},
		"Ctrl+Alt+Space": {"Space", ""}, "": {"", ""}, "AltGr+": {"", ""}, "AltGr+\x1b": {"", ""},
	} {
		if key, sign := SignOf(chord); key != want[0] || sign != want[1] {
			t.Errorf("%q: got %q, %q, want %q", chord, key, sign, want)
		}
	}
}

package judge

import (
	"slices"
	"testing"
	"time"
)

// at is a moment so many seconds after 10 o'clock.
func at(seconds float64) time.Time {
	return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC).Add(time.Duration(seconds*1000+0.5) * time.Millisecond)
}

func press(number int, made float64) Press {
	return Press{Number: number, At: at(made), Extension: "12345"}
}

func due(number int, made, by float64) Press {
	return Press{Number: number, At: at(made), Extension: "12345", Due: at(by)}
}

func killed(number int, made, then float64) Press {
	return Press{Number: number, At: at(made), Extension: "12345", Killed: at(then)}
}

func told(press int, o Outcome, when float64) Told {
	gaps := map[Outcome]time.Duration{Toggled: 1200, NotToggled: 700, Unknown: 4000, Ignored: 0}
	return Told{press, o, at(when), gaps[o] * time.Millisecond}
}

func executed(when float64) Executed { return Executed{Extension: "12345", At: at(when)} }

// Lists, so that a history reads like one.
type (
	presses  = []Press
	tellings = []Told
	toggles  = []Executed
)

func TestGoodHistories(t *testing.T) {
	for name, h := range map[string]History{
		"toggled, and again after the press gap": {presses{press(1, 0), press(2, 1.5)},
			tellings{told(1, Toggled, 0.3), told(2, Toggled, 1.8)}, toggles{executed(0.2), executed(1.7)}, at(9)},
		"not toggled": {presses{press(1, 0)}, tellings{told(1, NotToggled, 3)}, nil, at(9)},
		"ignored while another is in flight": {presses{press(1, 0), press(2, 0.1)},
			tellings{told(2, Ignored, 0.25), told(1, Toggled, 0.3)}, toggles{executed(0.2)}, at(9)},
		"ignored at the end of the program, while another is in flight": {presses{press(1, 0), press(2, 0.1)},
			tellings{{2, Ignored, at(0.1), 700 * time.Millisecond}, told(1, Toggled, 0.3)}, toggles{executed(0.2)}, at(9)},
		"unknown and executed":     {presses{press(1, 0)}, tellings{told(1, Unknown, 3)}, toggles{executed(0.2)}, at(9)},
		"unknown and not executed": {presses{press(1, 0)}, tellings{told(1, Unknown, 3)}, nil, at(9)},
		"unknown and executed later, before the next press": {presses{press(1, 0), press(2, 8)},
			tellings{told(1, Unknown, 3), told(2, Toggled, 8.3)}, toggles{executed(5), executed(8.2)}, at(9)},
		"unknown and executed later, after an ignored press": {presses{press(1, 0), press(2, 4)},
			tellings{told(1, Unknown, 3), told(2, Ignored, 4)}, toggles{executed(5)}, at(9)},
		"unknown, asked in time, and executed by a slow wolkvox after the next press": {presses{press(1, 0), press(2, 8)},
			tellings{told(1, Unknown, 3), told(2, Toggled, 8.3)},
			toggles{executed(8.2), {"12345", at(8.5), at(0.1)}}, at(9)},
		"killed before anything was sent": {presses{killed(1, 0, 0.1)}, nil, nil, at(9)},
		"killed after the toggle, and the next start says unknown": {presses{killed(1, 0, 0.3)},
			tellings{told(0, Unknown, 5)}, toggles{executed(0.2)}, at(9)},
		"killed after the toggle, with another press": {presses{killed(1, 0, 0.3), {Number: 2, At: at(0.1), Extension: "54321", Killed: at(0.3)}},
			tellings{told(0, Unknown, 5)}, toggles{executed(0.2)}, at(9)},
		"killed long ago, so that no press gap begins": {presses{killed(1, 0, 0.3), press(2, 100)},
			tellings{{0, Unknown, at(101), 0}, told(2, Toggled, 101.3)}, toggles{executed(101.2)}, at(109)},
		"killed after the toggle, and the lock file was removed": {presses{{Number: 1, At: at(0), Extension: "12345", Killed: at(0.3), Unmarked: true}},
			nil, toggles{executed(0.2)}, at(9)},
		"in flight, after one that is unknown": {presses{press(1, 0), due(2, 8, 18)},
			tellings{told(1, Unknown, 3)}, toggles{executed(8.2)}, at(9)},
	} {
		if broken := Broken(h); broken != nil {
			t.Errorf("%s: %q", name, broken)
		}
	}
}

func TestBrokenHistories(t *testing.T) {
	for name, test := range map[string]struct {
		History
		want string
	}{
		"one press toggles twice": {History{presses{press(1, 0)}, tellings{told(1, Toggled, 0.5)},
			toggles{executed(0.2), executed(0.4)}, at(9)},
			"Press 1 toggled hold twice, at 10:00:00.200 and at 10:00:00.400."},
		"told toggled, and nothing was executed": {History{presses{press(1, 0)}, tellings{told(1, Toggled, 0.3)}, nil, at(9)},
			"Press 1 was told toggled at 10:00:00.300, and hold had not been toggled."},
		"told toggled before it was executed": {History{presses{press(1, 0)}, tellings{told(1, Toggled, 0.3)}, toggles{executed(0.4)}, at(9)},
			"Press 1 was told toggled at 10:00:00.300, and hold had not been toggled."},
		"told not toggled, and it was executed": {History{presses{press(1, 0)}, tellings{told(1, NotToggled, 0.3)}, toggles{executed(0.2)}, at(9)},
			"Press 1 was told not toggled at 10:00:00.300, and toggled hold at 10:00:00.200."},
		"executed after not toggled was told": {History{presses{press(1, 0)}, tellings{told(1, NotToggled, 3)}, toggles{executed(4)}, at(9)},
			"Press 1 was told not toggled at 10:00:03.000, and toggled hold at 10:00:04.000."},
		"a press without an outcome": {History{presses{press(1, 0), press(2, 5)}, tellings{told(2, Toggled, 5.3)}, toggles{executed(5.2)}, at(9)},
			"Press 1, made at 10:00:00.000, has no outcome at 10:00:09.000."},
		"an outcome that is overdue": {History{presses{due(1, 0, 8)}, nil, nil, at(9)},
			"Press 1, made at 10:00:00.000, has no outcome at 10:00:09.000."},
		"an outcome that is late": {History{presses{due(1, 0, 8)}, tellings{told(1, Unknown, 8.5)}, nil, at(9)},
			"Press 1 was told unknown at 10:00:08.500, and that had to come by 10:00:08.000."},
		"two outcomes of one press": {History{presses{press(1, 0)}, tellings{told(1, Toggled, 0.3), told(1, NotToggled, 0.4)}, toggles{executed(0.2)}, at(9)},
			"Press 1 has two outcomes: it was told toggled at 10:00:00.300, and not toggled at 10:00:00.400."},
		"an ignored press toggles": {History{presses{press(1, 0), press(2, 1)},
			tellings{told(1, Toggled, 0.3), told(2, Ignored, 1)}, toggles{executed(0.2), executed(1.1)}, at(9)},
			"Press 2 was told ignored at 10:00:01.000, and toggled hold at 10:00:01.100."},
		"a late request undoes the next press": {History{presses{press(1, 0), press(2, 8)},
			tellings{told(1, Unknown, 3), told(2, Toggled, 8.3)}, toggles{executed(8.2), executed(8.5)}, at(9)},
			"The request of press 1, which was over at 10:00:03.000, reached wolkvox only at 10:00:08.500: it undid press 2."},
		"a late request of a killed process undoes the latest press": {History{presses{killed(1, 0, 0.3), press(2, 8), press(3, 10)},
			tellings{told(0, Unknown, 3), told(2, NotToggled, 8.3), told(3, Toggled, 10.3)}, toggles{executed(10.2), executed(10.5)}, at(12)},
			"The request of press 1, which was over at 10:00:00.300, reached wolkvox only at 10:00:10.500: it undid press 3."},
		"a press toggles twice after an unknown one that was executed": {History{presses{press(1, 0), press(2, 8)},
			tellings{told(1, Unknown, 3), told(2, Toggled, 8.3)}, toggles{executed(0.2), executed(8.2), executed(8.5)}, at(9)},
			"Press 2 toggled hold twice, at 10:00:08.200 and at 10:00:08.500."},
		"a toggle for another extension": {History{presses{press(1, 0)}, tellings{told(1, Toggled, 0.3)},
			toggles{executed(0.2), {Extension: "54321", At: at(0.25)}}, at(9)},
			"Hold of extension 54321 was toggled at 10:00:00.250, and nobody had pressed for it."},
		"a toggle before any press": {History{presses{press(1, 5)}, tellings{told(1, Toggled, 5.3)}, toggles{executed(1), executed(5.2)}, at(9)},
			"Hold of extension 12345 was toggled at 10:00:01.000, and nobody had pressed for it."},
		"a toggle within the press gap": {History{presses{press(1, 0), press(2, 1)},
			tellings{told(1, Toggled, 0.3), told(2, Toggled, 1.3)}, toggles{executed(0.2), executed(1.2)}, at(9)},
			"Press 2, made at 10:00:01.000, was told toggled at 10:00:01.300. It came before the end of the press gap at 10:00:01.500, and had to be ignored."},
		"a toggle within the press gap of an ignored press": {History{presses{press(1, 0), press(2, 1.4), press(3, 1.6)},
			tellings{told(1, Toggled, 0.3), {2, Ignored, at(1.4), 700 * time.Millisecond}, told(3, Toggled, 1.9)}, toggles{executed(0.2), executed(1.8)}, at(9)},
			"Press 3, made at 10:00:01.600, was told toggled at 10:00:01.900. It came before the end of the press gap at 10:00:02.100, and had to be ignored."},
		"a toggle within the press gap of what a start told": {History{presses{killed(1, 0, 0.3), press(2, 6)},
			tellings{told(0, Unknown, 3), told(2, Toggled, 6.3)}, toggles{executed(0.2), executed(6.2)}, at(9)},
			"Press 2, made at 10:00:06.000, was told toggled at 10:00:06.300. It came before the end of the press gap at 10:00:07.000, and had to be ignored."},
		"a press in flight at once with another": {History{presses{press(1, 0), press(2, 0.1)},
			tellings{told(2, NotToggled, 0.2), told(1, Toggled, 0.4)}, toggles{executed(0.3)}, at(9)},
			"Press 1, made at 10:00:00.000, was told toggled at 10:00:00.400. It came before the end of the press gap at 10:00:00.900, and had to be ignored."},
		"killed after the toggle, and nobody says so": {History{presses{killed(1, 0, 0.3)}, nil, toggles{executed(0.2)}, at(9)},
			"Press 1 toggled hold, its process was killed, and no start said unknown after that."},
		"a start claims to know what became of a killed process's press": {History{presses{killed(1, 0, 0.3)},
			tellings{told(0, NotToggled, 5)}, nil, at(9)},
			"A start told not toggled at 10:00:05.000 of a press whose process had ended: it can only be unknown."},
		"an outcome of a press that nobody made": {History{nil, tellings{told(7, NotToggled, 3)}, nil, at(9)},
			"Press 7 was told not toggled at 10:00:03.000, and nobody made it."},
	} {
		if broken := Broken(test.History); !slices.Equal(broken, []string{test.want}) {
			t.Errorf("%s:\n got %q\nwant %q", name, broken, test.want)
		}
	}
}

// Package judge compares the presses that a person made, what the program reported of each,
// and what the server executed, and says which promises were broken. It imports nothing of
// the program. Only tests import it: the random proof of app/hold, and stories on desktops.
//
// The promises:
//
//   - A press toggles hold at most once, and only that of the extension which was set.
//   - A press has one outcome, and it comes in time.
//   - Toggled: hold had been toggled when this was reported.
//   - Not toggled and ignored: hold was not toggled for this press, and is not later.
//   - Unknown: hold was toggled or not. It may still be for a while, but a request that
//     reaches wolkvox only after the next press would undo that press.
//   - A press before the end of an outcome's press gap is ignored.
//   - A press whose process was killed may never be reported. But if it toggled
//     hold, the next start says unknown, without knowing which press that was.
//
// The server does not know for which press it toggles. It is a press with that extension:
// the latest one that waited for its outcome when the request reached wolkvox, or that is
// unclear and has no toggle yet; if there is none, the latest one.
package judge

import (
	"fmt"
	"strings"
	"time"
)

// Outcome is what is reported to a person about a press, in the words of `toggle --json`.
type Outcome string

const (
	Toggled    Outcome = "toggled"
	NotToggled Outcome = "not_toggled"
	Unknown    Outcome = "unknown"
	Ignored    Outcome = "ignored"
)

// Press is one press of a person.
type Press struct {
	Number    int       // from 1; no other press has it
	At        time.Time // when it was made, as far as the machine's clocks know
	Extension string    // the one that was set
	Due       time.Time // when its outcome must have been reported; zero: by the end of the history
	Killed    time.Time // when its process was killed, which had reported nothing; zero: it was not
	Unmarked  bool      // the file that tells the next start of this press was removed
}

// Told is the report of an outcome by the program.
type Told struct {
	Press   int // its number; 0: a start reports a press of the process before it
	Outcome Outcome
	At      time.Time
	Gap     time.Duration // how long the press gap after it lasts; 0: it begins none
}

// Executed is the server toggling hold.
type Executed struct {
	Extension string
	At        time.Time
	Sent      time.Time // when its request reached wolkvox; zero: it was executed at once
}

// History is what happened until End, each list in the order of its times.
type History struct {
	Presses  []Press
	Told     []Told
	Executed []Executed
	End      time.Time
}

// Broken returns a sentence for each broken promise.
func Broken(h History) (broken []string) {
	say := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	files, byNumber := make([]file, len(h.Presses)), make(map[int]*file, len(h.Presses))
	for i, p := range h.Presses {
		files[i] = file{Press: p, over: p.Killed}
		byNumber[p.Number] = &files[i]
	}
	var ignored []Told          // their press gaps count for presses made after them
	var reported, gap time.Time // when a start last reported a press of the process before it; the end of the press gap
	extend := func(t Told) {
		if end := t.At.Add(t.Gap); t.Gap > 0 && end.After(gap) {
			gap = end
		}
	}
	for _, t := range h.Told {
		f := byNumber[t.Press]
		switch {
		case f == nil && t.Press != 0:
			say("Press %d was told %s, and nobody made it.", t.Press, t)
		case f == nil && t.Outcome != Unknown:
			say("A start told %s of a press whose process had ended: it can only be unknown.", t)
		case f == nil:
			reported = t.At
		default:
			f.told = append(f.told, t)
			f.outcome, f.over = t.Outcome, t.At
		}
		if t.Outcome == Ignored {
			ignored = append(ignored, t)
			continue
		}
		for ; f != nil && len(ignored) > 0 && ignored[0].At.Before(f.At); ignored = ignored[1:] {
			extend(ignored[0])
		}
		if f != nil && len(f.told) == 1 && f.At.Before(gap) {
			say("Press %d, made at %s, was told %s. It came before the end of the press gap at %s, and had to be ignored.", f.Number, clock(f.At), t, clock(gap))
		}
		extend(t)
	}
	for _, e := range h.Executed {
		if e.Sent.IsZero() {
			e.Sent = e.At
		}
		f := owner(files, e)
		if f == nil {
			say("Hold of extension %s was toggled at %s, and nobody had pressed for it.", e.Extension, clock(e.At))
			continue
		}
		f.toggles = append(f.toggles, e)
	}
	for i := range files {
		files[i].judge(files[i+1:], h.End, reported, say)
	}
	return broken
}

// file is all that belongs to one press.
type file struct {
	Press
	told    []Told
	outcome Outcome   // the only one
	over    time.Time // when that was reported, or its process killed; zero: not yet
	toggles []Executed
}

// owner finds the press that a toggle belongs to.
func owner(files []file, e Executed) (best *file) {
	bestFits := false
	for i := range files {
		f := &files[i]
		if f.Extension != e.Extension || f.At.After(e.Sent) {
			continue
		}
		waited := f.outcome != Ignored && (f.over.IsZero() || !e.Sent.After(f.over))
		unclear := f.outcome == Unknown || !f.Killed.IsZero()
		if fits := waited || unclear && len(f.toggles) == 0; fits || !bestFits {
			best, bestFits = f, fits
		}
	}
	return best
}

// judge compares what was reported of a press with its toggles. next are the presses after it.
func (f *file) judge(next []file, end, reported time.Time, say func(string, ...any)) {
	switch {
	case len(f.told) > 1:
		say("Press %d has two outcomes: it was told %s, and %s.", f.Number, f.told[0], f.told[1])
		return // what else is wrong depends on which of them counts
	case len(f.told) == 1 && !f.Due.IsZero() && f.told[0].At.After(f.Due):
		say("Press %d was told %s, and that had to come by %s.", f.Number, f.told[0], clock(f.Due))
	case len(f.told) == 0 && f.Killed.IsZero() && end.After(f.Due):
		say("Press %d, made at %s, has no outcome at %s.", f.Number, clock(f.At), clock(end))
	}
	if f.outcome == Toggled && (len(f.toggles) == 0 || f.toggles[0].At.After(f.told[0].At)) {
		say("Press %d was told %s, and hold had not been toggled.", f.Number, f.told[0])
	}
	if len(f.toggles) == 0 {
		return
	}
	first := f.toggles[0]
	if len(f.toggles) > 1 {
		say("Press %d toggled hold twice, at %s and at %s.", f.Number, clock(first.At), clock(f.toggles[1].At))
	}
	switch {
	case f.outcome == NotToggled || f.outcome == Ignored:
		say("Press %d was told %s, and toggled hold at %s.", f.Number, f.told[0], clock(first.At))
	case !f.Unmarked && reported.Before(f.Killed):
		say("Press %d toggled hold, its process was killed, and no start said unknown after that.", f.Number)
	}
	for i := len(next) - 1; i >= 0; i-- {
		if n := &next[i]; n.outcome != Ignored && n.At.After(f.over) && n.At.Before(first.Sent) {
			say("The request of press %d, which was over at %s, reached wolkvox only at %s: it undid press %d.", f.Number, clock(f.over), clock(first.Sent), n.Number)
			return
		}
	}
}

func (t Told) String() string {
	return strings.ReplaceAll(string(t.Outcome), "_", " ") + " at " + clock(t.At)
}

func clock(t time.Time) string { return t.Format("15:04:05.000") }

//go:build nowindow && (linux || wine)

package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestProcessesCommandKilledAtEachStep stops a command at a step, kills it there,
// and looks at what the next command says and does.
func TestProcessesCommandKilledAtEachStep(t *testing.T) {
	type step struct {
		at    point
		count int
		next  hold.Result
	}
	var steps []step
	for _, at := range earlySteps { // it has the lock, and nothing left
		steps = append(steps, step{at, 1, hold.Toggled})
	}
	steps = append(steps,
		step{atRequest, 1, hold.Ignored}, // it left, and comes after the end of its process
		step{atAnswer, 1, hold.Ignored},
	)
	for _, step := range steps {
		t.Run(string(step.at), func(t *testing.T) {
			w := newWorkplace(t)
			w.killAt(step.at)
			if step.next == hold.Ignored {
				w.toggles() // the late request has come by now
			}
			if said := w.toggle(); said.Outcome != string(step.next) {
				t.Errorf("the next was told %s (%s), want %s", said.Outcome, said.Reason, step.next)
			}
			if want := step.next == hold.Ignored; (w.marks == 1) != want {
				t.Errorf("the next told of %d presses cut short, want that it does: %v", w.marks, want)
			}
			w.tally("a command killed when "+string(step.at), step.count)
		})
	}
}

// killAt kills a command at a step.
func (w *workplace) killAt(p point) {
	w.t.Helper()
	here := w.stops.at(w.t, p)
	command := w.press()
	<-here.reached
	command.kill()
	here.open()
	if said, ok := w.hear(command); ok {
		w.t.Errorf("told %s before its end", said.Outcome)
	}
}

// TestProcessesHeldShortcutAfterAKilledCommand: a desktop that binds the command to a key
// which is held for 2 s runs it many times. That is one press, also behind one that was cut
// short. The story commands-at-once tells it without that one.
func TestProcessesHeldShortcutAfterAKilledCommand(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	pressed := time.Now()
	w.killAt(atAnswer)
	killed := time.Now()
	w.holdShortcut("a command killed after the answer, then a held shortcut", judge.History{
		Presses: []judge.Press{{Number: 1, At: pressed, Extension: placeAgent, Killed: killed}},
		Told:    []judge.Told{{Outcome: judge.Unknown, At: killed, Gap: hold.UnansweredGap}},
	})
	if w.marks != 1 {
		t.Errorf("told of %d presses cut short, want 1", w.marks)
	}
}

// clocks is how far two of them can be apart: that of Windows by which a press is timed ticks
// each 16 ms.
const clocks = 50 * time.Millisecond

// holdShortcut starts heldRate commands a second for 2 s, which is longer than the press gap
// where none is set, and lets the judge hold what wolkvox executed against what was told and
// when each was pressed. H is what came before. A machine under load may start them with
// pauses in which nobody holds a key, and may be too slow for any of them to be sent in time.
func (w *workplace) holdShortcut(item string, h judge.History) {
	w.t.Helper()
	type command struct {
		*process
		from, to time.Time // it was started in between
		ended    chan time.Time
	}
	repeat := time.NewTicker(time.Second / heldRate)
	defer repeat.Stop()
	var commands []command
	for range 2 * heldRate {
		from := time.Now()
		c := command{w.press(), from, time.Now(), make(chan time.Time, 1)}
		go func() { c.wait(); c.ended <- time.Now() }()
		commands = append(commands, c)
		<-repeat.C
	}
	tooSlow := false
	for _, c := range commands {
		press := judge.Press{Number: len(h.Presses) + 1, At: c.to, Extension: placeAgent}
		told := judge.Told{Press: press.Number, At: <-c.ended}
		said, _ := w.hear(c.process)
		told.Outcome = judge.Outcome(said.Outcome)
		// When the gap ends at the earliest.
		switch told.Outcome {
		case judge.Ignored:
			if said.Reason == string(hold.TooSoon) {
				told.Gap = c.from.Add(hold.MinGap - clocks).Sub(told.At)
			}
		case judge.Toggled:
			told.Gap = hold.DefaultGap - clocks - told.At.Sub(c.from.Add(time.Duration(said.TookMS)*time.Millisecond))
		case judge.NotToggled:
			tooSlow = true
			continue // it was late before it could know of any gap, and tally counts its toggles
		}
		h.Presses, h.Told = append(h.Presses, press), append(h.Told, told)
	}
	counted := w.toggles() // nothing is under way any more
	h.Executed, h.End = w.executed(), time.Now()
	slices.SortStableFunc(h.Told, func(a, b judge.Told) int { return a.At.Compare(b.At) })
	for _, broken := range judge.Broken(h) {
		w.t.Errorf("%s: %s", item, broken)
	}
	if counted == 0 && !tooSlow {
		w.t.Errorf("%s: never toggled", item)
	}
	w.tally(fmt.Sprintf("%s, %d commands", item, len(commands)), counted)
}

// TestProcessesCommandThatRunsLate: on a machine under load a command runs its first
// instruction long after it was started. It was pressed at its start: the gap that is over by
// then was not over for the person, who held the key, and nothing that is older than 3 s is sent.
func TestProcessesCommandThatRunsLate(t *testing.T) {
	t.Parallel()
	for name, resident := range map[string]bool{"alone": false, "through a resident": true} {
		t.Run("behind the gap, "+name, func(t *testing.T) {
			w := newWorkplace(t)
			w.configure(hold.DefaultGap)
			if resident {
				w.resident()
			}
			late := w.startStopped("toggle", "--json")
			wantTold(t, w.toggle(), hold.Toggled, "confirmed")
			told := time.Now()
			w.until("the gap is over", func() bool { return time.Since(told) > hold.DefaultGap })
			late.wake()
			said, _ := w.hear(late)
			wantTold(t, said, hold.Ignored, "too_soon")
			w.tally("a press, and one before it that ran after the gap, "+name, 1)
		})
		t.Run("behind its 3 s, "+name, func(t *testing.T) {
			w := newWorkplace(t)
			if resident {
				w.resident()
			}
			late, pressed := w.startStopped("toggle", "--json"), time.Now()
			w.until("the press is late", func() bool { return time.Since(pressed) > wolkvox.SendWithin })
			late.wake()
			said, _ := w.hear(late)
			wantTold(t, said, hold.NotToggled, "late")
			w.tally("a press that ran after 3 s, "+name, 0)
		})
	}
}

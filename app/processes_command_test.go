//go:build nowindow && (linux || wine)

package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
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

// TestProcessesHeldShortcut: a desktop that binds the command to a key which is
// held for 2 s runs it many times. That is one press.
func TestProcessesHeldShortcut(t *testing.T) {
	t.Run("alone", func(t *testing.T) {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		w.holdShortcut()
		w.tally(fmt.Sprintf("a held shortcut, %d commands", 2*heldRate), 1)
	})
	t.Run("through a resident", func(t *testing.T) {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		w.resident()
		w.holdShortcut()
		w.tally(fmt.Sprintf("a held shortcut, %d commands through a resident", 2*heldRate), 1)
	})
	t.Run("after a command that was killed", func(t *testing.T) {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		w.killAt(atAnswer)
		w.holdShortcut()
		if w.marks != 1 {
			t.Errorf("told of %d presses cut short, want 1", w.marks)
		}
		w.tally(fmt.Sprintf("a command killed after the answer, then a held shortcut, %d commands", 2*heldRate), 1)
	})
}

// holdShortcut starts heldRate commands a second for 2 s, which is longer than the
// press gap where none is set.
func (w *workplace) holdShortcut() {
	w.t.Helper()
	repeat := time.NewTicker(time.Second / heldRate)
	defer repeat.Stop()
	var commands []*process
	for range 2 * heldRate {
		commands = append(commands, w.press())
		<-repeat.C
	}
	for _, command := range commands {
		w.hear(command)
	}
}

//go:build nowindow && (linux || wine)

package app

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
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
// which is held for 2 s runs it many times. That is one press, also after one that was cut
// short. The story commands-at-once shows it without a press that was cut short.
func TestProcessesHeldShortcutAfterAKilledCommand(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.killAt(atAnswer)
	w.holdShortcut("a command killed after the answer, then a held shortcut", 1)
	if w.marks != 1 {
		t.Errorf("told of %d presses cut short, want 1", w.marks)
	}
}

// holdShortcut starts heldRate commands a second for 2 s, which is longer than the
// press gap where none is set, and wants that many toggles in all.
//
// A machine under load runs them late. Then they may not be one held key any more,
// or none may be sent in time; the log says when each was pressed.
func (w *workplace) holdShortcut(item string, wanted int) {
	w.t.Helper()
	repeat := time.NewTicker(time.Second / heldRate)
	defer repeat.Stop()
	var commands []*process
	for range 2 * heldRate {
		commands = append(commands, w.press())
		<-repeat.C
	}
	late := false
	for _, command := range commands {
		said, _ := w.hear(command)
		late = late || said.Reason == string(press.KeychainTimeout) || said.Reason == string(hold.Late)
	}
	got := w.toggles()
	if got > wanted && w.toggledAfterPauses() || got < wanted && late {
		w.t.Logf("the machine is slow: %d toggles", got)
		wanted = got
	}
	w.tally(fmt.Sprintf("%s, %d commands", item, len(commands)), wanted)
}

var loggedPress = regexp.MustCompile(`(?m)^time=(\S+) .* msg=press .*outcome=(\S+) .*took_ms=(\d+)`)

// toggledAfterPauses reports whether before each toggled press but the first no other
// was made for MinGap. What the log lost only makes a pause look longer.
func (w *workplace) toggledAfterPauses() bool {
	w.t.Helper()
	var last time.Time
	var toggled bool
	type press struct {
		at      time.Time
		toggled bool
	}
	var presses []press
	must(w.t, filepath.WalkDir(w.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != env.ProgramName+".log" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, line := range loggedPress.FindAllStringSubmatch(string(text), -1) {
			told, err := time.Parse(time.RFC3339Nano, line[1])
			must(w.t, err)
			took, err := time.ParseDuration(line[3] + "ms")
			must(w.t, err)
			presses = append(presses, press{told.Add(-took), line[2] == string(hold.Toggled)})
		}
		return err
	}))
	slices.SortFunc(presses, func(a, b press) int { return a.at.Compare(b.at) })
	for _, p := range presses {
		// The times are in whole milliseconds.
		if p.toggled && toggled && p.at.Sub(last) < hold.MinGap-2*time.Millisecond {
			return false
		}
		last, toggled = p.at, toggled || p.toggled
	}
	return true
}

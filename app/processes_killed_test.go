//go:build linux && nowindow

package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// TestProcessesCommandKilledAtItsWord: between the answer and the word that reports
// of it, a command can still be killed. Then the next one has to say unknown.
func TestProcessesCommandKilledAtItsWord(t *testing.T) {
	w := newWorkplace(t)
	if said, ok := w.hear(w.press(partKey + "=" + partMute)); ok {
		t.Errorf("told %s before its end", said.Outcome)
	}
	if said := w.toggle(); said.Outcome != string(hold.Ignored) {
		t.Errorf("the next was told %s (%s), want ignored", said.Outcome, said.Reason)
	}
	w.tally("a command killed as it begins to tell", 1)
}

// TestProcessesCommandKilledAtAnyMoment kills forty commands, each a little later
// on its way than the one before, at its own workplace, and presses again.
func TestProcessesCommandKilledAtAnyMoment(t *testing.T) {
	const kills = 40
	undisturbed := newWorkplace(t)
	began := time.Now()
	wantTold(t, undisturbed.toggle(), hold.Toggled, "confirmed")
	step := time.Since(began) / (kills - 1)

	toggled, cutShort := 0, 0
	for i := range kills {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			w := newWorkplace(t)
			command := w.press()
			timer := time.AfterFunc(time.Duration(i)*step, func() { _ = command.cmd.Process.Kill() })
			defer timer.Stop()
			_, told := w.hear(command)
			early := w.toggles()
			said := w.toggle()
			if !told && w.marks == 0 && said.Outcome != string(hold.Toggled) && !tooSlow(said) {
				t.Errorf("the next was told %s (%s), want toggled: nobody told that the press before it may have been", said.Outcome, said.Reason)
			}
			wanted := early
			if said.Outcome == string(hold.Toggled) {
				wanted++
			}
			if early > 1 {
				t.Errorf("one press toggled %d times", early)
			}
			w.compare("a command killed on its way, and the next press", wanted)
			toggled, cutShort = toggled+early, cutShort+w.marks
		})
	}
	fmt.Fprintf(t.Output(), "%d commands killed, each %v later on its way: %d had toggled, the next press told of %d as unknown\n", kills, step, toggled, cutShort)
}

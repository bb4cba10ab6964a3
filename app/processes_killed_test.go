//go:build linux && nowindow

package app

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// TestProcessesResidentKilledWithThePress: the next start says unknown of the
// press, and the one after it says nothing any more.
func TestProcessesResidentKilledWithThePress(t *testing.T) {
	for _, fault := range []struct {
		name  string
		count int
	}{{"never_answers", 0}, {"never_answers_executed", 1}} {
		t.Run(fault.name, func(t *testing.T) {
			w := newWorkplace(t)
			must(t, w.server.MisbehaveNext(fault.name))
			r := w.resident()
			command := w.press()
			w.until("the request came", func() bool { return len(w.server.Requests()) == 1 })
			r.kill()
			said, _ := w.hear(command)
			wantTold(t, said, hold.Unknown, "resident_silent")

			next := w.resident()
			var st residentapi.Status
			w.until("the next start tells", func() bool { return w.notes.shown(cutShort) })
			w.until("it has found no hotkey, which it tells too", func() bool {
				st = w.status()
				return st.HotkeyTrouble != ""
			})
			if st.LastOutcome != string(hold.Unknown) || st.LastReason != string(hold.Crashed) {
				t.Errorf("the next start told %s (%s), want unknown (crashed)", st.LastOutcome, st.LastReason)
			}
			w.marks++
			next.signal(syscall.SIGTERM)
			next.wait()
			if got := w.notes.last(); got != cutShort {
				t.Errorf("what stays on the screen is %q, want %q", got, cutShort)
			}
			said = w.toggle()
			wantTold(t, said, hold.Ignored, "too_soon")

			w.resident()
			if st = w.status(); st.LastOutcome != "" {
				t.Errorf("the start after it told %s (%s), want nothing", st.LastOutcome, st.LastReason)
			}
			w.tally("a resident killed after it took the press: "+fault.name, fault.count)
		})
	}
}

// TestProcessesCommandKilledAtItsWord: between the answer and the word that tells
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
// on its way than the one before and at a workplace of its own, and presses again.
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
			if !told && w.marks == 0 && said.Outcome != string(hold.Toggled) {
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

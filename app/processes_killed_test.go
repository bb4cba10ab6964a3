//go:build linux && nowindow

package app

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
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
			var st statusReply
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

// TestProcessesCommandKilledAtEachStep stops a command at a step, kills it there,
// and looks at what the next command says and does.
func TestProcessesCommandKilledAtEachStep(t *testing.T) {
	for _, step := range []struct {
		at    point
		count int
		next  hold.Result
	}{
		{atKeychain, 1, hold.Toggled}, // it has the lock, and nothing left
		{atConnect, 1, hold.Toggled},
		{atHandshake, 1, hold.Toggled},
		{atRequest, 1, hold.Ignored}, // it left, and comes after the end of its process
		{atAnswer, 1, hold.Ignored},
	} {
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

// TestProcessesHeldShortcut: a desktop that binds the command to a key which is
// held for 2 s runs it sixty times. That is one press.
func TestProcessesHeldShortcut(t *testing.T) {
	t.Run("alone", func(t *testing.T) {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		w.holdShortcut()
		w.tally("a held shortcut, 60 commands", 1)
	})
	t.Run("through a resident", func(t *testing.T) {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		w.resident()
		w.holdShortcut()
		w.tally("a held shortcut, 60 commands through a resident", 1)
	})
	t.Run("after a command that was killed", func(t *testing.T) {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		w.killAt(atAnswer)
		w.holdShortcut()
		if w.marks != 1 {
			t.Errorf("told of %d presses cut short, want 1", w.marks)
		}
		w.tally("a command killed after the answer, then a held shortcut, 60 commands", 1)
	})
}

// holdShortcut starts thirty commands a second for 2 s, which is longer than the
// press gap where none is set.
func (w *workplace) holdShortcut() {
	w.t.Helper()
	repeat := time.NewTicker(time.Second / 30)
	defer repeat.Stop()
	var commands []*process
	for range 60 {
		commands = append(commands, w.press())
		<-repeat.C
	}
	for _, command := range commands {
		w.hear(command)
	}
}

//go:build nowindow && wine

package app

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// run runs a command to its end, and returns what it said.
func (w *workplace) run(code int, args ...string) string {
	w.t.Helper()
	p := w.start(args)
	got := p.wait()
	said := p.out.String() + p.err.String()
	if got != code {
		w.t.Errorf("%q: exit %d, want %d: %s", args, got, code, said)
	}
	return said
}

func wantSaid(t *testing.T, said, want string) {
	t.Helper()
	if !strings.Contains(said, want) {
		t.Errorf("said %q, want %q in it", said, want)
	}
}

// install puts the program where it has its own name, and a window program beside it
// that says in a file what it was asked.
func (w *workplace) install() (opened string) {
	w.t.Helper()
	program, err := os.ReadFile(os.Args[0])
	must(w.t, err)
	w.program = w.path("wolkvox-hold.exe")
	for _, path := range []string{w.program, w.path(windowName)} {
		must(w.t, os.WriteFile(path, program, 0o755))
	}
	return w.path("opened")
}

func windowMain() int {
	if err := os.WriteFile(strings.TrimSuffix(os.Args[0], windowName)+"opened", []byte(strings.Join(os.Args[1:], " ")), 0o600); err != nil {
		return env.ExitFailed
	}
	return env.ExitDone
}

// TestProcessesCommands: each command reaches the resident over the pipe.
func TestProcessesCommands(t *testing.T) {
	w := newWorkplace(t)
	opened := w.install()
	wantSaid(t, w.run(env.ExitFailed, "status"), "is not running")
	wantSaid(t, w.run(env.ExitFailed, "quit"), "is not running")
	r := w.resident()
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.wantResidentToggled()

	before := w.status()
	if !before.Running || before.Hotkey != "Ctrl+Shift+F9" || before.Extension != placeAgent || !before.Token {
		t.Errorf("status: got %+v", before)
	}
	w.run(env.ExitDone, "config", "set", "hotkey", "Ctrl+Shift+F7")
	w.until("the resident has read the new chord", func() bool { return w.status().Hotkey == "Ctrl+Shift+F7" })

	w.run(env.ExitDone, "--background")
	if _, err := os.Stat(opened); err == nil {
		t.Error("a second start in the background opened the settings")
	}
	w.run(env.ExitDone)
	w.until("a second start opens the settings window", func() bool {
		asked, err := os.ReadFile(opened)
		return err == nil && string(asked) == "settings"
	})

	wantSaid(t, w.run(env.ExitDone, "quit"), "closed")
	if code := r.wait(); code != env.ExitDone {
		t.Errorf("the resident exits with %d, want 0", code)
	}
	wantSaid(t, w.run(env.ExitFailed, "status"), "is not running")
	w.gapPasses()
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.tally("one press through the resident, one after quit", 2)
}

// TestProcessesPractice: practice has a lock and a channel of its own, beside a resident. That
// one sends nothing meanwhile, and practice ends with it.
func TestProcessesPractice(t *testing.T) {
	w := newWorkplace(t)
	wantSaid(t, w.run(env.ExitFailed, "practice", "toggle"), "PRACTICE")
	w.resident()
	practice := w.start([]string{"practice"})
	w.until("practice answers", func() bool {
		p := w.start([]string{"practice", "toggle", "--json"})
		code := p.wait()
		var said residentapi.PressOutcome
		must(t, json.Unmarshal(p.out.Bytes(), &said))
		return code == env.ExitDone && said.Outcome == string(hold.Toggled)
	})
	wantSaid(t, w.run(env.ExitFailed, "practice"), "PRACTICE")
	if said := w.toggle(); said.Outcome != string(hold.NotToggled) || said.Reason != string(press.PracticeOpen) {
		t.Errorf("a real press beside practice: %s (%s)", said.Outcome, said.Reason)
	}
	if !w.status().Practice {
		t.Error("the status does not say that practice is open")
	}
	wantSaid(t, w.run(env.ExitDone, "practice", "quit"), "closed")
	if code := practice.wait(); code != env.ExitDone {
		t.Errorf("practice exits with %d, want 0", code)
	}
	w.until("the resident sends again", func() bool { return !w.status().Practice })
	w.tally("practice beside a resident", 0)
	practice = w.start([]string{"practice"})
	w.until("practice is open", func() bool { return w.status().Practice })
	wantSaid(t, w.run(env.ExitDone, "quit"), "closed")
	if code := practice.wait(); code != env.ExitDone {
		t.Errorf("practice without its resident exits with %d, want 0", code)
	}
}

// TestProcessesHeldShortcut: a shortcut of the desktop that is held for 2 s is one press.
func TestProcessesHeldShortcut(t *testing.T) {
	for _, resident := range []bool{false, true} {
		w := newWorkplace(t)
		w.configure(hold.DefaultGap)
		if resident {
			w.resident()
		}
		w.holdShortcut(fmt.Sprintf("a held shortcut, a resident: %v", resident), judge.History{})
	}
}

// TestProcessesResidentKilledWithTheCommand: the command says unknown, and the next
// start says so too.
func TestProcessesResidentKilledWithTheCommand(t *testing.T) {
	w := newWorkplace(t)
	must(t, w.server.MisbehaveNext("never_answers_executed"))
	r := w.resident()
	command := w.press()
	w.until("the request came", func() bool { return len(w.server.Requests()) == 1 })
	r.kill()
	said, _ := w.hear(command)
	wantTold(t, said, hold.Unknown, "resident_silent")
	w.resident()
	if s := w.status(); s.LastOutcome != string(hold.Unknown) || s.LastReason != string(hold.Crashed) {
		t.Errorf("the next start told %s (%s), want unknown (crashed)", s.LastOutcome, s.LastReason)
	}
	w.tally("a resident killed after it took the press", 1)
}

// TestProcessesSquattedPipe: a program that has the pipe's name before the resident is
// refused in words, and gets nothing.
func TestProcessesSquattedPipe(t *testing.T) {
	w := newWorkplace(t)
	w.squat(w.channel())
	r := w.start([]string{"--background"})
	w.until("the resident has given up the channel", func() bool {
		owner, err := instance.Find(t.Context(), w.places())
		return err == nil && owner.Kind == instance.Resident && !owner.Opening
	})
	wantTold(t, w.toggle(), hold.NotToggled, "resident_silent")
	wantSaid(t, w.run(env.ExitFailed, "status"), "is running but does not answer")
	r.kill()
	wantSaid(t, r.err.String(), "Another program uses the name of the local channel")
	// Without a resident the pipe is asked by nobody.
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.tally("a squatted pipe: one press beside a resident without a channel, one without", 1)
}

// squat has another process take a name.
func (w *workplace) squat(name string) {
	w.t.Helper()
	from, to, err := os.Pipe()
	must(w.t, err)
	defer from.Close()
	p := &process{t: w.t}
	w.launch(p, to, &p.err, []string{name}, partKey+"="+partSquat)
	must(w.t, to.Close())
	_, err = bufio.NewReader(from).ReadString('\n') // it says that it has it
	must(w.t, err)
}

// TestProcessesQuitAll: an installer ends every copy, and hears of one that stays.
func TestProcessesQuitAll(t *testing.T) {
	w := newWorkplace(t)
	w.install()
	wantSaid(t, w.run(env.ExitDone, "quit", "--all-sessions"), "no running copy")
	resident := w.resident()
	practice := w.start([]string{"practice"})
	practiceListens := func() bool {
		places := w.places()
		places.Name += "-practice"
		owner, err := instance.Find(t.Context(), places)
		return err == nil && owner.Channel != ""
	}
	w.until("practice listens", practiceListens)
	wantSaid(t, w.run(env.ExitDone, "quit", "--all-sessions"), "2 copies closed")
	// They have ended by then, so their program can be replaced.
	must(t, os.WriteFile(w.program, nil, 0o755))
	for name, p := range map[string]*process{"resident": resident, "practice": practice} {
		if code := p.wait(); code != env.ExitDone {
			t.Errorf("%s exits with %d, want 0", name, code)
		}
	}

	w.install()
	hung := w.resident()
	hung.stop()
	said := w.run(env.ExitFailed, "quit", "--all-sessions")
	wantSaid(t, said, "has not closed. End it in Task Manager")
	wantSaid(t, said, "no running copy")
	w.tally("all copies ended by an installer", 0)
}

//go:build nowindow && (linux || wine)

package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const (
	placeServer = "0042"
	placeAgent  = "12345"
	placeToken  = "8e7f2c30b1a94d5568f0e7c21b3a4d5f6e7081928374a5b6c7d8"
)

// cutShortAlone is what a command prints of a press whose process died.
var cutShortAlone = words.Words{}.Outcome(string(hold.Unknown), string(hold.Crashed))

// workplace is an agent's machine: a home of its own, a keychain that holds the token,
// and a wolkvox at the end of a road that can be blocked.
type workplace struct {
	t       *testing.T
	dir     string
	env     map[string]string
	uid     int
	proxy   string // the setting
	program string
	server  *simulator.Server
	road    *road
	stops   *stops
	heard   []residentapi.PressOutcome // every outcome that was told
	marks   int                        // presses of which a later start said that they were cut short

	mu   sync.Mutex
	done []judge.Executed
}

func newWorkplace(t *testing.T) *workplace {
	t.Helper()
	dir, err := os.MkdirTemp(workFolder, "work-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	w := &workplace{t: t, dir: dir, uid: os.Getuid(), program: os.Args[0], stops: &stops{}}
	must(t, os.Chmod(dir, 0o755))
	w.server, err = simulator.New(simulator.Options{Server: placeServer, Token: placeToken, OnToggle: w.toggled})
	must(t, err)
	serve(t, w.server.Run)
	w.road = newRoad(t, w.server.Addr(), w.stops)
	w.furnish()
	// The longest press gap: no press of a test comes after it by chance, only
	// after gapPasses.
	w.configure(hold.MaxGap)
	return w
}

// configure writes the settings.
func (w *workplace) configure(gap time.Duration) {
	w.t.Helper()
	// A spare connection would keep the road from ever being quiet. With the longest time-out
	// an answer that a test keeps back is not given up for what a slow machine does meanwhile.
	set, err := json.Marshal(map[string]any{
		"server": placeServer, "agent_id": placeAgent, "press_gap_ms": gap.Milliseconds(), "warm": wolkvox.WarmOff, "proxy": w.proxy, "timeout_s": 60,
	})
	must(w.t, err)
	must(w.t, os.MkdirAll(filepath.Dir(w.path(settingsPath)), 0o700))
	must(w.t, os.WriteFile(w.path(settingsPath), set, 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *workplace) path(name string) string { return filepath.Join(w.dir, name) }

// process is the program, running.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err bytes.Buffer
}

// start starts the program. Changes to the environment are KEY=VALUE, or KEY= to
// do without.
func (w *workplace) start(args []string, changes ...string) *process {
	w.t.Helper()
	p := &process{t: w.t}
	return w.launch(p, &p.out, &p.err, args, changes...)
}

// launch is start with streams of the test's.
func (w *workplace) launch(p *process, out, errOut io.Writer, args []string, changes ...string) *process {
	w.t.Helper()
	env := maps.Clone(w.env)
	for _, change := range changes {
		key, value, _ := strings.Cut(change, "=")
		env[key] = value
	}
	start := func() error {
		p.cmd = exec.Command(w.program, args...)
		p.cmd.Env = []string{}
		for key, value := range env {
			if value != "" {
				p.cmd.Env = append(p.cmd.Env, key+"="+value)
			}
		}
		p.cmd.Stdout, p.cmd.Stderr = out, errOut
		// A child of a killed process keeps these pipes for a moment.
		p.cmd.WaitDelay = linger
		w.prepare(p.cmd)
		return p.cmd.Start()
	}
	err := start()
	if err != nil && strings.Contains(err.Error(), "Internal error") {
		err = start() // Wine on a loaded machine starts no process then, once in some thousand
	}
	must(w.t, err)
	w.t.Cleanup(func() {
		p.kill()
		if w.t.Failed() {
			w.t.Logf("%q said on standard error: %s", args, p.err.String())
		}
	})
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	p.wait()
}

// wait returns the exit code, killedCode of a process that was killed. One that hangs says on
// standard error where, and is killed.
func (p *process) wait() int {
	if p.cmd.ProcessState == nil {
		kill := time.AfterFunc(patience+linger, func() { _ = p.cmd.Process.Kill() })
		defer kill.Stop()
		ask := time.AfterFunc(patience, func() {
			p.t.Errorf("%q hangs", p.cmd.Args)
			_ = p.cmd.Process.Signal(syscall.SIGQUIT)
		})
		defer ask.Stop()
		_ = p.cmd.Wait()
	}
	return p.cmd.ProcessState.ExitCode()
}

// press starts a toggle command.
func (w *workplace) press(changes ...string) *process {
	w.t.Helper()
	return w.start([]string{"toggle", "--json"}, changes...)
}

// toggle presses, and returns what was told.
func (w *workplace) toggle(changes ...string) residentapi.PressOutcome {
	w.t.Helper()
	said, _ := w.hear(w.press(changes...))
	return said
}

// hear waits for a toggle command's outcome. It is false for one that was killed
// before it told any.
func (w *workplace) hear(p *process) (said residentapi.PressOutcome, ok bool) {
	w.t.Helper()
	code := p.wait()
	if strings.Contains(p.err.String(), cutShortAlone) {
		w.marks++
	}
	if code == killedCode && p.out.Len() == 0 {
		return residentapi.PressOutcome{}, false
	}
	if err := json.Unmarshal(p.out.Bytes(), &said); err != nil {
		w.t.Fatalf("exit %d, standard output %q, standard error %q: %v", code, p.out.String(), p.err.String(), err)
	}
	// A process that was killed after its word has no code of its own.
	codes := map[string]int{"toggled": env.ExitDone, "not_toggled": env.ExitFailed, "ignored": env.ExitIgnored, "unknown": env.ExitUnknown}
	if want, ok := codes[said.Outcome]; !ok || code != killedCode && code != want {
		w.t.Errorf("%s (%s) exits with %d, want %d", said.Outcome, said.Reason, code, want)
	}
	w.heard = append(w.heard, said)
	return said, true
}

// resident starts the tray process, and returns when it listens.
func (w *workplace) resident() *process {
	w.t.Helper()
	p := w.start([]string{"--background"})
	w.t.Cleanup(p.wake)
	w.until("the resident listens", func() bool { return w.listens() })
	return p
}

// status asks the resident.
func (w *workplace) status() residentapi.Status {
	w.t.Helper()
	p := w.start([]string{"status", "--json"})
	var s residentapi.Status
	if code := p.wait(); code != env.ExitDone {
		w.t.Fatalf("status: exit %d, %s", code, p.err.String())
	}
	must(w.t, json.Unmarshal(p.out.Bytes(), &s))
	return s
}

// wantResidentToggled wants the latest press to have gone through the resident.
func (w *workplace) wantResidentToggled() {
	w.t.Helper()
	if s := w.status(); s.LastOutcome != string(hold.Toggled) {
		w.t.Errorf("the resident's last outcome is %q, want toggled: the press went another way", s.LastOutcome)
	}
}

// patience is how long something may take that certainly comes.
const patience = 2 * time.Minute

// until waits for something that another process does.
func (w *workplace) until(what string, done func() bool) {
	w.t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	over := time.After(patience)
	for !done() {
		select {
		case <-look.C:
		case <-over:
			w.t.Fatal("waited in vain:", what)
		}
	}
}

// places are where the lock of this workplace lies.
func (w *workplace) places() instance.Places {
	return instance.Places{Name: env.ProgramName, UID: w.uid, Getenv: func(key string) string { return w.env[key] }, Home: func() string { return w.env[desk.HomeKey] }, RunUser: env.RunUser}
}

// lock takes the lock of this workplace for the test itself.
func (w *workplace) lock(kind instance.Kind) *instance.Lock {
	w.t.Helper()
	l, err := instance.Acquire(w.t.Context(), w.places(), kind, false)
	must(w.t, err)
	w.t.Cleanup(l.Release)
	return l
}

// mark is what the lock says about the latest press.
func (w *workplace) mark() hold.Mark {
	w.t.Helper()
	l := w.lock(instance.Command)
	defer l.Release()
	return press.NewestMark(l.Stamps(), time.Now(), new(env.Env).BootClock())
}

// setMark writes what a process before could have left behind.
func (w *workplace) setMark(m hold.Mark) {
	w.t.Helper()
	l := w.lock(instance.Command)
	defer l.Release()
	must(w.t, press.StoreMark(l, m))
}

// gapPasses makes the latest press an hour older, so that no test waits.
func (w *workplace) gapPasses() {
	w.t.Helper()
	m := w.mark()
	m.At, m.Pressed, m.Boot = m.At.Add(-time.Hour), m.Pressed.Add(-time.Hour), hold.Boot{} // before the boot of today
	w.setMark(m)
}

// toggles is what was counted at the server, when nothing is under way any more.
func (w *workplace) toggles() int {
	w.road.quiet()
	return w.server.Toggles(placeAgent)
}

func (w *workplace) toggled(extension string, _ bool, _ int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = append(w.done, judge.Executed{Extension: extension, At: time.Now()})
}

// executed are the toggles so far, for the judge.
func (w *workplace) executed() []judge.Executed {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.done)
}

// compare compares what was counted at the server with what was wanted and with
// what was told. Each toggle has to have been told as toggled or unknown, and each
// toggled has to have been one.
func (w *workplace) compare(item string, wanted int) (got int) {
	w.t.Helper()
	got = w.toggles()
	toggled, unknown := 0, w.marks
	for _, said := range w.heard {
		switch hold.Result(said.Outcome) {
		case hold.Toggled:
			toggled++
		case hold.Unknown:
			unknown++
		}
	}
	if got != wanted {
		w.t.Errorf("%s: wanted %d toggles, counted %d", item, wanted, got)
	}
	if got < toggled || got > toggled+unknown {
		w.t.Errorf("%s: toggled %d times, but told toggled %d times and unknown %d times", item, got, toggled, unknown)
	}
	return got
}

// tally is compare, and prints the item's line.
func (w *workplace) tally(item string, wanted int) {
	w.t.Helper()
	got := w.compare(item, wanted)
	counts := map[string]int{}
	for _, said := range w.heard {
		counts[said.Outcome+" ("+said.Reason+")"]++
	}
	if w.marks > 0 {
		counts["unknown, of a press cut short"] = w.marks
	}
	var lines []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		lines = append(lines, fmt.Sprintf("%d %s", counts[what], what))
	}
	fmt.Fprintf(w.t.Output(), "%s: wanted %d, toggled %d; told: %s\n", item, wanted, got, strings.Join(lines, ", "))
}

// wantTold compares an outcome.
func wantTold(t *testing.T, said residentapi.PressOutcome, result hold.Result, reason string) {
	t.Helper()
	if said.Outcome != string(result) || said.Reason != reason {
		t.Errorf("told %s (%s), want %s (%s)", said.Outcome, said.Reason, result, reason)
	}
}

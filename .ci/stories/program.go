package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
)

// command is a program of the desk.
func (d *desk) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	return cmd
}

// app runs the program and returns its output and exit code.
func (d *desk) app(stdin string, args ...string) (out string, code int, err error) {
	cmd := d.command(d.program(), args...)
	cmd.Stdin = strings.NewReader(stdin)
	text, err := cmd.CombinedOutput()
	if err := d.secret.absent("what the program printed", text); err != nil {
		return "", 0, err
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return string(text), exit.ExitCode(), nil
	}
	return string(text), 0, err
}

// setup gives the program what IT gives it.
func setup(d *desk, _ *testscript.TestScript, _ []string) error {
	for _, s := range []struct {
		stdin string
		args  []string
	}{
		{"", []string{"config", "set", "server", server}},
		{"", []string{"config", "set", "agent_id", extension}},
		{"", []string{"config", "set", "press_gap_ms", "700"}}, // the shortest, which makes stories short
		{d.token + "\n", []string{"token", "set"}},
	} {
		if out, code, err := d.app(s.stdin, s.args...); code != 0 || err != nil {
			return fmt.Errorf("%s: exit code %d (%v)\n%s", strings.Join(s.args, " "), code, err, out)
		}
	}
	d.hasToken = true
	return nil
}

// launch starts the resident as the log-on does, with what more is in its environment.
func launch(d *desk, _ *testscript.TestScript, args []string) error {
	if d.resident != nil {
		return errors.New("it runs already")
	}
	d.behindVerdict() // it can tell of presses before it
	cmd, err := d.startWith(args, nil, nil, d.program(), "--background")
	if err != nil {
		return err
	}
	d.parts = d.parts[:len(d.parts)-1] // it ends before the desk
	d.resident = &process{Cmd: cmd, ended: make(chan struct{})}
	go func(r *process) {
		r.Wait()
		close(r.ended)
	}(d.resident)
	return nil
}

// start launches the resident and waits until it can be pressed.
func start(d *desk, ts *testscript.TestScript, args []string) error {
	if err := launch(d, ts, args); err != nil {
		return err
	}
	if err := untilReady(d, ts, nil); err != nil {
		return err
	}
	// A slow machine reads it for longer than a press waits for it.
	err := until("the token", func() bool {
		return !d.hasToken || d.resident.hasEnded() || strings.Contains(d.status(), `"token":true`)
	})
	if err != nil {
		return err
	}
	if d.resident.hasEnded() {
		return errors.New("the resident has ended")
	}
	return nil
}

// untilReady waits until the resident can be pressed, or has ended.
func untilReady(d *desk, _ *testscript.TestScript, _ []string) error {
	if d.resident == nil {
		return errors.New("no resident was started")
	}
	return until("a resident with hotkey and icon", func() bool {
		// On other desks the icon need not be where it is drawn here.
		return d.resident.hasEnded() || ready(d).MatchString(d.status()) && (d.kind != "wine" || d.drawn())
	})
}

// ready matches the status of a resident that can be pressed.
func ready(d *desk) *regexp.Regexp {
	switch {
	case d.kind == "none":
		return regexp.MustCompile(`"running":true`)
	case d.kind == "kde":
		return regexp.MustCompile(`"running":true.*"hotkey_backend":"portal","hotkey":"Ctrl.Shift.F9","hotkey_trouble":""`)
	case d.kind == "sway" && d.shortcuts == nil:
		return regexp.MustCompile(`"running":true.*"hotkey_trouble":"wayland".*"tray":true`)
	}
	return regexp.MustCompile(`"running":true.*"hotkey":"[^"]+","hotkey_trouble":"".*"tray":true`)
}

// process is the resident.
type process struct {
	*exec.Cmd
	ended chan struct{}
}

func (p *process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

func (d *desk) signal(s syscall.Signal) error {
	if d.resident == nil {
		return errors.New("no resident was started")
	}
	return d.resident.Process.Signal(s)
}

// endsWell waits until the resident has ended, with exit code 0.
func (d *desk) endsWell() error {
	resident := d.resident
	if resident == nil {
		return errors.New("no resident was started")
	}
	if err := until("the end of the resident", resident.hasEnded); err != nil {
		return err
	}
	d.resident = nil
	if code := resident.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the resident ended with exit code %d", code)
	}
	return nil
}

func quit(d *desk, _ *testscript.TestScript, _ []string) error {
	if out, code, err := d.app("", "quit"); code != 0 || err != nil {
		return fmt.Errorf("exit code %d (%v)\n%s", code, err, out)
	}
	return d.endsWell()
}

// logOff ends the resident as a session that ends does.
func logOff(d *desk, _ *testscript.TestScript, _ []string) error {
	if err := d.signal(syscall.SIGTERM); err != nil {
		return err
	}
	return d.endsWell()
}

// crash ends the resident as a crash of the machine does, abort as one of its own.
func crash(d *desk, _ *testscript.TestScript, _ []string) error { return d.breakOff(syscall.SIGKILL) }
func abort(d *desk, _ *testscript.TestScript, _ []string) error { return d.breakOff(syscall.SIGABRT) }

func (d *desk) breakOff(s syscall.Signal) error {
	if err := d.signal(s); err != nil {
		return err
	}
	err := until("the end of the resident", d.resident.hasEnded)
	d.resident = nil
	return err
}

// suspend stops the resident's process, for a time or until resume.
func suspend(d *desk, _ *testscript.TestScript, args []string) error {
	// The panel asks the program for the picture, so a click needs it drawn before.
	if d.display != "" {
		if err := until("the panel to draw the icon", d.drawn); err != nil {
			return err
		}
	}
	if err := d.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	// On a loaded machine a thread of it can go on for a while and take the next press.
	if err := unix.Waitid(unix.P_PID, d.resident.Process.Pid, nil, unix.WSTOPPED, nil); err != nil {
		return fmt.Errorf("wait for the resident to stand still: %w", err)
	}
	if len(args) == 0 {
		return nil
	}
	pause, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	time.Sleep(pause)
	return d.signal(syscall.SIGCONT)
}

// upgrade replaces the program's file, and waits until the newer program has taken the
// resident's place.
func upgrade(d *desk, _ *testscript.TestScript, _ []string) error {
	starts := func() int {
		text, _ := os.ReadFile(d.logPath())
		return strings.Count(string(text), "msg=started ")
	}
	before := starts()
	content, err := os.ReadFile(d.program())
	if err != nil {
		return err
	}
	if err := os.WriteFile(d.program()+".new", content, 0o755); err != nil {
		return err
	}
	if err := os.Rename(d.program()+".new", d.program()); err != nil {
		return err
	}
	return until("the newer program", func() bool { return starts() > before && ready(d).MatchString(d.status()) })
}

// config waits until a setting has that value.
func config(d *desk, _ *testscript.TestScript, args []string) error {
	var is string
	err := until(strings.Join(args, " = "), func() bool {
		out, _, _ := d.app("", "config", "get", args[0])
		is = strings.TrimSpace(out)
		return is == args[1]
	})
	if err != nil {
		return fmt.Errorf("%w; it is %s", err, is)
	}
	return nil
}

// policy puts a file of the story in the place of IT's policy; "policy none" removes it.
func policy(_ *desk, ts *testscript.TestScript, args []string) error {
	path := filepath.Join(policyFolder, "policy.json")
	if args[0] == "none" {
		return os.Remove(path)
	}
	if err := os.MkdirAll(policyFolder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", []byte(ts.ReadFile(args[0])), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// untilDone runs a command of the desk again and again until it succeeds.
func untilDone(_ *desk, ts *testscript.TestScript, args []string) error {
	return until(strings.Join(args, " "), func() bool { return ts.Exec(args[0], args[1:]...) == nil })
}

func runProgram(d *desk, ts *testscript.TestScript, args []string) error {
	return exits(d, ts, append([]string{"0"}, args...))
}

// exits runs the program and wants that exit code. What it prints can be looked at with
// testscript's own stdout and stderr.
func exits(d *desk, ts *testscript.TestScript, args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	if args[1] == "toggle" {
		d.pressing()
	}
	code, began := 0, time.Now()
	err = ts.Exec(program, args[1:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code, err = exit.ExitCode(), nil
	}
	if args[1] == "toggle" {
		d.outcomes.addCommand(began, code)
	}
	if err == nil && code != want {
		err = fmt.Errorf("exit code %d, want %d", code, want)
	}
	return errors.Join(err, d.wellPrinted(args[1:], ts.ReadFile("stdout"), ts.ReadFile("stderr")))
}

// wellPrinted wants no token and no panic in what a command printed, and JSON where it was
// asked for.
func (d *desk) wellPrinted(args []string, stdout, stderr string) error {
	if strings.Contains(stderr, "goroutine ") {
		return errors.New("it panicked")
	}
	if slices.Contains(args, "--json") && !json.Valid([]byte(stdout)) {
		return errors.New("it printed no JSON")
	}
	return d.secret.absent("what it printed", []byte(stdout+"\n"+stderr))
}

// burst runs a command many times, one each interval, whether or not the others have ended. On
// a machine that is too slow for it none of them can send in time, and they run once more.
func burst(d *desk, ts *testscript.TestScript, args []string) error {
	times, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	every, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	for end := time.Now().Add(limit); time.Now().Before(end); {
		before := len(d.told())
		if err := d.runMany(times, every, args[2:]); err != nil || times == 1 {
			return err
		}
		tooLate := func(o outcome) bool { return o.word == string(judge.NotToggled) }
		if !slices.ContainsFunc(d.told()[before:], tooLate) {
			return nil
		}
		if err := d.judge(ts); err != nil {
			return err
		}
	}
	return errTooSlow
}

func (d *desk) runMany(times int, every time.Duration, args []string) (err error) {
	d.pressing()
	var all sync.WaitGroup
	var mu sync.Mutex
	for range times {
		all.Go(func() {
			began := time.Now()
			_, code, failed := d.app("", args...)
			d.outcomes.addCommand(began, code)
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, failed)
		})
		time.Sleep(every)
	}
	all.Wait()
	return err
}

func (d *desk) status() string {
	out, _, _ := d.app("", "status", "--json")
	return out
}

func status(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := d.sentence(args)
	if err != nil {
		return err
	}
	if err := until("such a status", func() bool { return re.MatchString(d.status()) }); err != nil {
		return fmt.Errorf("%w; it is %s", err, d.status())
	}
	return nil
}

func logHas(d *desk, _ *testscript.TestScript, args []string) error {
	return untilFile(d.logPath(), args)
}

// fileHas waits until that is in a file.
func fileHas(_ *desk, ts *testscript.TestScript, args []string) error {
	return untilFile(ts.MkAbs(args[0]), args[1:])
}

func untilFile(path string, args []string) error {
	re, err := pattern(args)
	if err != nil {
		return err
	}
	return until(re.String()+" in "+path, func() bool {
		text, _ := os.ReadFile(path)
		return re.Match(text)
	})
}

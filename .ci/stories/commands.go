package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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

	"github.com/godbus/dbus/v5"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
)

// chord is the default hotkey, as .ci/keys writes it.
const chord = "ctrl+shift+f9"

// settle is how long a toggle too many has time to show: longer than the gap that the
// stories' agent has between two presses.
const settle = 1500 * time.Millisecond

// settleUnknown is how much longer the gap is after an unknown outcome without an answer.
const settleUnknown = 3500 * time.Millisecond

// onScreen are the words that need a keyboard, a tray or windows.
var onScreen = []string{"press", "hold", "keys", "exactly", "click", "menu", "rival", "freed", "asked", "settings", "window", "titled", "type"}

// fits says what is wrong with a word on that desk, or with so many arguments of it.
func fits(desk, name string, arguments int) error {
	w := words[name]
	switch {
	case desk == "none" && slices.Contains(onScreen, name):
		return fmt.Errorf("%s needs a screen, which the desk none has not; say [x11] %s", name, name)
	case arguments < w.least:
		return fmt.Errorf("%s needs %d arguments", name, w.least)
	case arguments > w.most:
		return fmt.Errorf("%s takes at most %d arguments", name, w.most)
	}
	return nil
}

// command is one word of the stories.
type command func(d *desk, ts *testscript.TestScript, args []string) error

// many is the most arguments of a word that takes any number.
const many = 1 << 10

// words are the commands of the stories with the least and the most arguments that they take.
var words = map[string]struct {
	least, most int
	run         command
}{
	"desk":      {1, many, func(*desk, *testscript.TestScript, []string) error { return nil }}, // read before
	"setup":     {0, 0, setup},
	"start":     {0, many, start},
	"launch":    {0, many, launch},
	"ready":     {0, 0, untilReady},
	"freed":     {1, 1, freed},
	"policy":    {1, 1, policy},
	"asked":     {0, 1, asked},
	"settings":  {0, 0, settings},
	"titled":    {1, 1, titled},
	"type":      {1, many, typeText},
	"config":    {2, 2, config},
	"quit":      {0, 0, quit},
	"crash":     {0, 0, crash},
	"abort":     {0, 0, abort},
	"log-off":   {0, 0, logOff},
	"ends":      {0, 0, func(d *desk, _ *testscript.TestScript, _ []string) error { return d.endsWell() }},
	"suspend":   {0, 1, suspend},
	"resume":    {0, 0, func(d *desk, _ *testscript.TestScript, _ []string) error { return d.signal(syscall.SIGCONT) }},
	"press":     {0, 0, func(d *desk, _ *testscript.TestScript, _ []string) error { return d.keys(chord) }},
	"hold":      {1, 1, holdKey},
	"keys":      {1, many, func(d *desk, _ *testscript.TestScript, args []string) error { return d.keys(args...) }},
	"click":     {0, 1, click},
	"menu":      {1, many, menu},
	"run":       {1, many, runProgram},
	"exits":     {2, many, exits},
	"burst":     {3, many, burst},
	"server":    {1, many, misbehave},
	"requested": {0, 0, requested},
	"upgrade":   {0, 0, upgrade},
	"begin":     {1, 1, begin},
	"exactly":   {2, many, exactly},
	"end":       {1, 1, end},
	"lock":      {1, 1, lockKeyring},
	"rival":     {1, 2, rival},
	"gap":       {0, 0, func(*desk, *testscript.TestScript, []string) error { time.Sleep(settle + settleUnknown); return nil }},
	"window":    {0, many, window},
	"toggles":   {1, 2, toggles},
	"told":      {1, 3, told},
	"notified":  {1, many, notified},
	"quiet":     {1, many, quiet},
	"status":    {1, many, status},
	"doctor":    {1, 1, doctor},
	"log":       {1, many, logHas},
	"picture":   {1, 1, picture},
}

// play runs the commands of a story.
func (d *desk) play(path string) (err error) {
	commands := map[string]func(*testscript.TestScript, bool, []string){}
	for name, w := range words {
		commands[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			if neg {
				ts.Fatalf("! has no meaning before %s", name)
			}
			if err := fits(d.kind, name, len(args)); err != nil {
				ts.Fatalf("%v; see .ci/stories/README.md", err)
			}
			if err := w.run(d, ts, args); err != nil {
				ts.Fatalf("%s: %v", name, err)
			}
		}
	}
	t := &printer{}
	defer func() {
		if r := recover(); r != nil && r != any(errStory) {
			panic(r)
		}
		if !t.failed {
			err = d.unproved()
		}
		if d.resident != nil {
			err = errors.Join(err, logOff(d, nil, nil))
		}
		if t.failed {
			_ = picture(d, nil, []string{"at-the-end"})
			err = errStory
		}
		err = errors.Join(err, d.leftBehind(), d.secretKept())
	}()
	testscript.RunT(t, testscript.Params{
		Files: []string{path}, WorkdirRoot: d.folder, Cmds: commands,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, d.env...)
			env.Setenv("LOG", d.logPath())
			return nil
		},
		Condition: func(name string) (bool, error) { return name == d.kind, knownDesk(name) },
	})
	return nil
}

// unproved wants a verdict, also behind the last step that pressed.
func (d *desk) unproved() error {
	switch {
	case !d.verdict:
		return fmt.Errorf("no verdict on the desk %s: say toggles N after each step that presses, also toggles 0", d.kind)
	case d.pressed:
		return errors.New("no verdict on what pressed or started last: end with toggles N, also toggles 0")
	}
	return nil
}

var errStory = errors.New("the story did not go as it tells")

// printer is what testscript speaks to.
type printer struct{ failed bool }

func (p *printer) Skip(args ...any)                       { p.Fatal(append([]any{"skipped:"}, args...)...) }
func (p *printer) Fatal(args ...any)                      { p.Log(args...); p.FailNow() }
func (p *printer) Parallel()                              {}
func (p *printer) Log(args ...any)                        { fmt.Println(args...) }
func (p *printer) FailNow()                               { p.failed = true; panic(errStory) }
func (p *printer) Run(_ string, story func(testscript.T)) { story(p) }
func (p *printer) Verbose() bool                          { return false }

// command is a program of the desk.
func (d *desk) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	return cmd
}

// hand is .ci/keys.
func (d *desk) hand(verb string, args ...string) *exec.Cmd {
	return d.command(filepath.Join(d.folder, "bin/keys"), append([]string{verb}, args...)...)
}

// app runs the program and returns its output and exit code.
func (d *desk) app(stdin string, args ...string) (out string, code int, err error) {
	cmd := d.command(d.program(), args...)
	cmd.Stdin = strings.NewReader(stdin)
	text, err := cmd.CombinedOutput()
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
	return nil
}

// launch starts the resident as the log-on does, with what more is in its environment.
func launch(d *desk, _ *testscript.TestScript, args []string) error {
	if d.resident != nil {
		return errors.New("it runs already")
	}
	d.pressing() // it can tell of presses before it
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
	for _, name := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", d.resident.Process.Pid, name))
		if err != nil {
			return fmt.Errorf("the resident has ended: %w", err)
		}
		if bytes.Contains(text, []byte(d.token)) {
			return fmt.Errorf("the token is in the resident's %s", name)
		}
	}
	return nil
}

// untilReady waits until the resident can be pressed, or has ended.
func untilReady(d *desk, _ *testscript.TestScript, _ []string) error {
	if d.resident == nil {
		return errors.New("no resident was started")
	}
	return until("a resident with hotkey and icon", func() bool { return d.resident.hasEnded() || ready(d).MatchString(d.status()) })
}

// ready matches the status of a resident that can be pressed.
func ready(d *desk) *regexp.Regexp {
	if d.kind == "none" {
		return regexp.MustCompile(`"running":true`)
	}
	return regexp.MustCompile(`"running":true.*"hotkey_trouble":"".*"tray":true`)
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
	if err := d.signal(syscall.SIGSTOP); err != nil || len(args) == 0 {
		return err
	}
	pause, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	time.Sleep(pause)
	return d.signal(syscall.SIGCONT)
}

// keys plays steps of .ci/keys on the X server.
func (d *desk) keys(steps ...string) error {
	d.pressing()
	if out, err := d.hand("play", steps...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// pressing is called before each step that presses: told and notified look at what came after
// the first one behind a verdict.
func (d *desk) pressing() {
	d.outcomes.input()
	if d.pressed {
		return
	}
	d.pressed = true
	d.toldBefore, d.notesBefore, d.requestsBefore = len(d.told()), d.notes.count(), len(d.server.Requests())
}

func holdKey(d *desk, _ *testscript.TestScript, args []string) error {
	if _, err := time.ParseDuration(args[0]); err != nil {
		return err
	}
	return d.keys("+ctrl", "+shift", "+f9", args[0], "-f9", "-shift", "-ctrl")
}

// Where the panel of the x11 desk draws the only icon.
const iconX, iconY = 1264, 704

// drawn reports whether something is drawn there: the panel takes its time after it has got
// the icon, and a click before that is nobody's.
func (d *desk) drawn() bool {
	conn, err := xgb.NewConnDisplay(d.display)
	if err != nil {
		return false
	}
	defer conn.Close()
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	const size, bytesPerPixel = 16, 4
	image, err := xproto.GetImage(conn, xproto.ImageFormatZPixmap, xproto.Drawable(root), iconX-size/2, iconY-size/2, size, size, ^uint32(0)).Reply()
	if err != nil {
		return false
	}
	plain := bytes.Repeat(image.Data[:bytesPerPixel], size*size)
	return !bytes.Equal(image.Data, plain)
}

func click(d *desk, _ *testscript.TestScript, args []string) error {
	if err := until("the panel to draw the icon", d.drawn); err != nil {
		return err
	}
	if err := d.xdotool(nil, "mousemove", strconv.Itoa(iconX), strconv.Itoa(iconY)); err != nil {
		return err
	}
	times := 1
	if len(args) == 1 {
		var err error
		if times, err = strconv.Atoi(args[0]); err != nil {
			return err
		}
	}
	var steps []string
	for range times {
		steps = append(steps, "button1", "120ms")
	}
	return d.keys(steps...)
}

// menu chooses an item of the icon's menu by its text, as a panel does.
func menu(d *desk, _ *testscript.TestScript, args []string) error {
	d.pressing()
	return chooseItem(d.bus, strings.Join(args, " "))
}

func misbehave(d *desk, _ *testscript.TestScript, args []string) error {
	if err := d.server.MisbehaveNext(args...); err != nil {
		return fmt.Errorf("%w; see wolkvox/simulator/misbehave.go", err)
	}
	return nil
}

// requested waits until wolkvox has got a request since the last verdict.
func requested(d *desk, _ *testscript.TestScript, _ []string) error {
	return until("a request", func() bool { return len(d.server.Requests()) > d.requestsBefore })
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

// end ends a part of the desk, named by its program; begin starts such a part once more.
func end(d *desk, _ *testscript.TestScript, args []string) error {
	for i, part := range slices.Backward(d.parts) {
		if filepath.Base(part.Path) == args[0] {
			d.parts = slices.Delete(d.parts, i, i+1)
			if err := part.Process.Signal(syscall.SIGTERM); err != nil {
				return err
			}
			part.Wait()
			return nil
		}
	}
	return fmt.Errorf("no part of the desk is called %s", args[0])
}

func begin(d *desk, _ *testscript.TestScript, args []string) error {
	if args[0] == "dbus-daemon" {
		if err := os.Remove(strings.TrimPrefix(d.busAddress(), "unix:path=")); err != nil && !os.IsNotExist(err) {
			return err
		}
		return d.openBus()
	}
	for _, part := range x11Parts {
		if part.command[0] == args[0] {
			return d.startNamed(part)
		}
	}
	return fmt.Errorf("no part that can begin once more is called %s", args[0])
}

// exactly plays steps whose times matter, wants so many toggles, and plays them once more if
// the machine was too slow for them.
func exactly(d *desk, ts *testscript.TestScript, args []string) error {
	const tooSlow, tries = 75, 5
	for range tries {
		d.pressing()
		cmd := d.hand("exactly", args[1:]...)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return toggles(d, ts, args[:1])
		}
		if cmd.ProcessState.ExitCode() != tooSlow {
			return fmt.Errorf("%w: %s", err, out)
		}
		time.Sleep(settle)
		d.judged, d.judgedTold, d.pressed = len(d.toggled()), len(d.told()), false
	}
	return fmt.Errorf("the machine was too slow %d times", tries)
}

func lockKeyring(d *desk, _ *testscript.TestScript, _ []string) error {
	return d.bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}).Err
}

// window opens the settings window, of the full build, beside the resident; "window ends"
// ends its program, "window closed" waits until it is closed.
func window(d *desk, _ *testscript.TestScript, args []string) error {
	switch strings.Join(args, " ") {
	case "ends":
		return end(d, nil, []string{windowProgram})
	case "closed":
		return until("the settings window to close", func() bool { return !d.visible(settingsTitle) })
	}
	if _, err := d.startWith(args, nil, nil, filepath.Join(d.folder, "bin", windowProgram), "settings"); err != nil {
		return err
	}
	return until("the settings window", func() bool { return d.visible(settingsTitle) })
}

const settingsTitle = "^Wolkvox Hold$"

// settings starts the program once more, as an agent does, which opens the settings window or
// raises it.
func settings(d *desk, _ *testscript.TestScript, _ []string) error {
	if _, code, err := d.app(""); code != 0 || err != nil {
		return fmt.Errorf("exit code %d (%v)", code, err)
	}
	err := until("one settings window in front", func() bool {
		return d.command("sh", "-c", `test "$(xdotool getactivewindow)" = "$(xdotool search --onlyvisible --name '`+settingsTitle+`')"`).Run() == nil
	})
	if err != nil {
		return err
	}
	return picture(d, nil, []string{"settings"})
}

// typeText types a text and Enter into what has the focus. The word TOKEN is the token. It
// gives a form time to move the focus and to take the text.
func typeText(d *desk, _ *testscript.TestScript, args []string) error {
	time.Sleep(settle)
	text := strings.NewReader(strings.ReplaceAll(strings.Join(args, " "), "TOKEN", d.token))
	if err := d.xdotool(text, "type", "--delay", "15", "--file", "-"); err != nil {
		return err
	}
	time.Sleep(settle)
	return d.xdotool(nil, "key", "Return")
}

func (d *desk) xdotool(stdin io.Reader, args ...string) error {
	cmd := d.command("xdotool", args...)
	cmd.Stdin = stdin
	return cmd.Run()
}

// visible reports whether a window with that title is on the screen.
func (d *desk) visible(title string) bool {
	return d.xdotool(nil, "search", "--onlyvisible", "--name", title) == nil
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

// asked waits until the window that asks for the extension is there, and drawn; "asked no"
// waits until it is not.
func asked(d *desk, _ *testscript.TestScript, args []string) error {
	const title = "^Extension - Wolkvox Hold$"
	if len(args) == 1 && args[0] != "no" {
		return errors.New("only no can come behind it")
	}
	if len(args) == 1 {
		return until("the end of the question", func() bool { return !d.visible(title) })
	}
	if err := until("the question", func() bool { return d.visible(title) }); err != nil {
		return err
	}
	if err := picture(d, nil, []string{"asked"}); err != nil {
		return err
	}
	return titled(d, nil, []string{title})
}

// titled waits for a window with such a title, and gives it the keyboard. xdotool fails when
// another window closes while it looks.
func titled(d *desk, _ *testscript.TestScript, args []string) error {
	return until("the window "+args[0], func() bool {
		return d.xdotool(nil, "search", "--onlyvisible", "--name", args[0], "windowactivate", "--sync") == nil
	})
}

// rival is another program that wants the keyboard: "rival grab" takes all of it as a screen
// locker does, "rival take CHORD" a chord; "rival got N" wants that it got so many presses,
// "rival ends" ends it.
func rival(d *desk, _ *testscript.TestScript, args []string) error {
	said := filepath.Join(d.folder, "rival")
	text := func() string { b, _ := os.ReadFile(said); return string(b) }
	switch args[0] {
	case "got":
		want, err := strconv.Atoi(strings.Join(args[1:], ""))
		if err != nil {
			return err
		}
		return until(args[1]+" presses of the rival", func() bool { return strings.Count(text(), "pressed\n") == want })
	case "said":
		if len(args) == 1 {
			return errors.New("said needs the word")
		}
		return until("the rival to say "+args[1], func() bool { return strings.Contains(text(), args[1]+"\n") })
	case "ends":
		return end(d, nil, []string{"keys"})
	case "grab", "take":
	default:
		return fmt.Errorf("a rival does not %s, only grab, take, got, said, ends", args[0])
	}
	out, err := os.Create(said)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := d.hand(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = out, d.log
	if err := cmd.Start(); err != nil {
		return err
	}
	d.parts = append(d.parts, cmd)
	return until("the rival", func() bool { return strings.Contains(text(), "\n") })
}

// freed waits until the chord with that key is no longer the program's.
func freed(d *desk, _ *testscript.TestScript, args []string) error {
	taken := "ctrl+shift+" + args[0]
	return until(taken+" to be free", func() bool { return d.hand("free", taken).Run() == nil })
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
	return err
}

// burst runs a command many times, one each interval, whether or not the others have ended.
func burst(d *desk, _ *testscript.TestScript, args []string) error {
	times, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	every, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	d.pressing()
	var all sync.WaitGroup
	var mu sync.Mutex
	for range times {
		all.Go(func() {
			began := time.Now()
			_, code, failed := d.app("", args[2:]...)
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

// toggles waits until wolkvox has toggled that often since the last toggles, and lets the judge
// hold that against what was told.
func toggles(d *desk, _ *testscript.TestScript, args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	set := slices.Concat(args[1:], []string{extension})[0]
	before, toldBefore := d.judged, d.judgedTold
	if err := until(fmt.Sprintf("%d toggles", want), func() bool { return len(d.toggled())-before >= want }); err != nil {
		return fmt.Errorf("%w, got %d", err, len(d.toggled())-before)
	}
	time.Sleep(settle)
	executed := d.toggled()[before:]
	if len(executed) != want {
		return fmt.Errorf("wanted %d, wolkvox toggled %d", want, len(executed))
	}
	told := func() []outcome { return d.told()[toldBefore:] }
	possible := func(o outcome) bool { return o.word == string(judge.Toggled) || o.word == string(judge.Unknown) }
	err = until("the outcome of each toggle", func() bool {
		return len(slices.DeleteFunc(slices.Clone(told()), func(o outcome) bool { return !possible(o) })) >= want
	})
	if err != nil {
		return err
	}
	verdict := told()
	if broken := judge.Broken(history(verdict, set, executed)); len(broken) > 0 {
		return errors.New(strings.Join(broken, "\n"))
	}
	if len(d.strangers()) > 0 {
		return fmt.Errorf("strange requests: %q", d.strangers())
	}
	d.judged, d.judgedTold = before+want, toldBefore+len(verdict)
	d.pressed, d.verdict = false, true
	if len(verdict) > 0 && verdict[len(verdict)-1].word == "unknown" {
		time.Sleep(settleUnknown)
	}
	return nil
}

// toggled returns what wolkvox has executed.
func (d *desk) toggled() []judge.Executed {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.toggles)
}

func (d *desk) strangers() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.strange
}

// told wants that outcome since the last verdict; with a number, that often, and
// with a word more, for that reason.
func told(d *desk, _ *testscript.TestScript, args []string) error {
	want, exact := 1, false
	if n, err := strconv.Atoi(args[len(args)-1]); err == nil {
		want, exact, args = n, true, args[:len(args)-1]
	}
	if known := slices.Sorted(maps.Values(exitWords)); !slices.Contains(known, args[0]) {
		return fmt.Errorf("no outcome is called %s, only %s", args[0], strings.Join(known, ", "))
	}
	found := func() (n int) {
		for _, o := range d.told()[d.toldBefore:] {
			if o.word == args[0] && (len(args) == 1 || o.reason == args[1]) {
				n++
			}
		}
		return n
	}
	err := until("an outcome "+strings.Join(args, " "), func() bool { return found() >= want })
	if n := found(); err == nil && exact && n != want {
		err = fmt.Errorf("%d times, want %d", n, want)
	}
	if err != nil {
		return fmt.Errorf("%w; told was %v", err, d.told()[d.toldBefore:])
	}
	return nil
}

// pattern is the rest of a line, with or without quotes.
func pattern(args []string) (*regexp.Regexp, error) { return regexp.Compile(strings.Join(args, " ")) }

// notified wants a notification since the first step that pressed or started behind the last
// verdict.
func notified(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := pattern(args)
	if err != nil {
		return err
	}
	err = until("such a notification", func() bool { return slices.ContainsFunc(d.notes.since(d.notesBefore), re.MatchString) })
	if err != nil {
		return fmt.Errorf("%w; there were %q", err, d.notes.since(d.notesBefore))
	}
	return nil
}

// quiet wants that no notification of the whole story says that.
func quiet(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := pattern(args)
	if err != nil {
		return err
	}
	if all := d.notes.since(0); slices.ContainsFunc(all, re.MatchString) {
		return fmt.Errorf("there were %q", all)
	}
	return nil
}

func (d *desk) status() string {
	out, _, _ := d.app("", "status", "--json")
	return out
}

func status(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := pattern(args)
	if err != nil {
		return err
	}
	if err := until("such a status", func() bool { return re.MatchString(d.status()) }); err != nil {
		return fmt.Errorf("%w; it is %s", err, d.status())
	}
	return nil
}

// doctor wants that check in doctor's list.
func doctor(d *desk, _ *testscript.TestScript, args []string) error {
	out, _, err := d.app("", "doctor", "--json")
	if err != nil {
		return err
	}
	if !json.Valid([]byte(out)) {
		return fmt.Errorf("no JSON: %s", out)
	}
	if !strings.Contains(out, `"code":"`+args[0]+`"`) {
		return fmt.Errorf("no %s in %s", args[0], out)
	}
	return nil
}

func logHas(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := pattern(args)
	if err != nil {
		return err
	}
	return until("such a line in the log", func() bool {
		text, _ := os.ReadFile(d.logPath())
		return re.Match(text)
	})
}

// picture keeps a picture of the screen in the story's folder, once the screen stands still, or
// after some looks, since a cursor blinks.
func picture(d *desk, _ *testscript.TestScript, args []string) error {
	if d.kind == "none" {
		return nil
	}
	path := filepath.Join(d.folder, filepath.Base(args[0])+".png")
	var last []byte
	for range 4 {
		time.Sleep(settle)
		if err := d.command("import", "-window", "root", "-strip", path).Run(); err != nil {
			return err
		}
		before := last
		var err error
		if last, err = os.ReadFile(path); err != nil || bytes.Equal(last, before) {
			return err
		}
	}
	return nil
}

// secretKept wants that the token is in no file of the desk. The keyring's own is encrypted.
func (d *desk) secretKept() error {
	return filepath.WalkDir(d.folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || filepath.Base(filepath.Dir(path)) == "bin" {
			return nil // sockets end while it looks
		}
		text, err := os.ReadFile(path)
		if err == nil && bytes.Contains(text, []byte(d.token)) {
			return fmt.Errorf("the token is in %s", path)
		}
		return nil
	})
}

// leftBehind wants that no process of the program is left.
func (d *desk) leftBehind() error {
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range links {
		exe, _ := os.Readlink(link)
		if filepath.Base(strings.TrimSuffix(exe, " (deleted)")) == program { // deleted by an upgrade
			return fmt.Errorf("left behind: %s, process %s", exe, filepath.Base(filepath.Dir(link)))
		}
	}
	return nil
}

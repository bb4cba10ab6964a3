package main

import (
	"context"
	"crypto/rand"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// policyFolder is where IT puts a policy.
const policyFolder = "/etc/wolkvox-hold"

// limit is how long anything is waited for. It is long because a loaded machine may be slow.
const limit = 2 * time.Minute

// longest is how long a step of a story may take, with what testscript does behind it. Only
// what hangs takes longer.
const longest = 5 * limit

// program is the file name of the program that is tried.
const program = "wolkvox-hold"

// windowProgram is the full build, with the settings window.
const windowProgram = "wolkvox-hold-window"

// What the stories' agent is set up with.
const (
	server    = "0042"
	host      = "wv0042.wolkvox.com"
	extension = "12345"
)

// otherToken is the one that stories may set, and that wolkvox does not know.
const otherToken = "0123456789abcdef0123"

// kind is what a desk consists of.
type kind struct {
	name     string
	programs []string // needed besides those of every desk
	open     func(*desk) error
}

// kinds are the desks.
func kinds() []kind {
	return []kind{
		{"x11", []string{"Xvfb", "openbox", "dunst", "xfce4-panel", "xdotool", "import", "xclip"}, openX11},
		{"no-opengl", []string{"Xvfb", "openbox", "dunst", "xfce4-panel", "xdotool", "import"}, openNoOpenGL},
		{"sway", swayPrograms, openSway},
		{"none", nil, openNone},
		{"wine", winePrograms, openWine},
		{"kde", kdePrograms, openKDE},
	}
}

func deskNames() (names []string) {
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

func knownDesk(name string) error {
	if !slices.Contains(deskNames(), name) {
		return fmt.Errorf("there is no desk %q, only %s", name, strings.Join(deskNames(), ", "))
	}
	return nil
}

func missingPrograms(desk string) (missing []string) {
	for _, k := range kinds() {
		if k.name != desk {
			continue
		}
		for _, name := range append([]string{"ip", "dbus-daemon", "gnome-keyring-daemon"}, k.programs...) {
			if _, err := exec.LookPath(name); err != nil {
				missing = append(missing, name)
			}
		}
	}
	return missing
}

// desk is one desk with the simulator, from the opening to the end of a story.
type desk struct {
	display  string // of the X server
	kind     string
	logFile  string // the program's
	rival    string // the program that takes chords
	folder   string
	env      []string
	bus      *dbus.Conn
	server   *simulator.Server
	token    string
	secret   secret   // the token, to look for
	log      *os.File // what the parts print
	parts    []*exec.Cmd
	notes    notes
	portal   *portal  // nil without one
	hasToken bool     // setup has stored it
	resident *process // nil while none runs
	outcomes outcomes
	ways     map[string]string // addresses by the name of the way
	proxies  map[string]string // addresses by host name
	kept     []io.Closer       // open as long as the desk
	hung     *time.Timer       // ends the story when a step takes too long

	shortcuts *shortcuts // the desktop's portal for hotkeys; nil for none

	verdict            bool // there was one
	judged, judgedTold int  // toggles and outcomes up to the last one

	pressed                                 bool // a step pressed or started since then
	toldBefore, notesBefore, requestsBefore int  // how many there were before the first such step

	mu      sync.Mutex
	answers chan struct{} // the answer to the next toggle waits until this is closed; nil if it need not
	toggles []judge.Executed
	strange []string // requests that are not the documented one, or have no token of the stories
}

// runHere runs a story on a desk in the namespaces of this process.
func runHere(path, kind, folder string) error {
	d := &desk{kind: kind, folder: folder}
	d.step("the opening of the desk")
	if err := d.open(); err != nil {
		d.close()
		return fmt.Errorf("the desk %s did not open: %w; see %s", kind, err, folder)
	}
	defer d.close()
	return d.play(path)
}

// step begins a step of the story.
func (d *desk) step(name string) {
	if d.hung != nil {
		d.hung.Stop()
	}
	d.hung = time.AfterFunc(longest, func() {
		fmt.Printf("%s, or what came behind it, hangs: it took %v\n", name, longest)
		os.Exit(1) // and with this process all others of the desk
	})
}

func (d *desk) open() (err error) {
	if d.log, err = os.Create(filepath.Join(d.folder, "desk.log")); err != nil {
		return err
	}
	if err := d.isolate(); err != nil {
		return err
	}
	if err := d.programs(); err != nil {
		return err
	}
	home, run := filepath.Join(d.folder, "home"), filepath.Join(d.folder, "runtime")
	for _, dir := range []string{home, filepath.Join(home, ".config"), run, filepath.Join(d.folder, "tmp")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	d.env = []string{
		"PATH=" + filepath.Join(d.folder, "bin") + ":" + os.Getenv("PATH"), "HOME=" + home, "LANG=C.UTF-8",
		"XDG_RUNTIME_DIR=" + run, "XDG_CONFIG_HOME=" + home + "/.config", "XDG_STATE_HOME=" + home + "/.local/state",
		"XDG_DATA_HOME=" + home + "/.local/share", "XDG_CACHE_HOME=" + home + "/.cache",
		"TMPDIR=" + filepath.Join(d.folder, "tmp"), "SSL_CERT_FILE=" + filepath.Join(d.folder, "ca.pem"),
	}
	if err := d.serve(); err != nil {
		return err
	}
	d.logFile, d.rival = filepath.Join(home, ".local/state/wolkvox-hold/wolkvox-hold.log"), "keys"
	for _, k := range kinds() {
		if k.name == d.kind {
			return k.open(d)
		}
	}
	return fmt.Errorf("there is no desk %q", d.kind)
}

// programs gives the desk programs of its own, since an upgrade replaces them.
func (d *desk) programs() error {
	bin := filepath.Join(d.folder, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return err
	}
	for _, name := range []string{program, windowProgram, "keys", "inspector"} {
		if err := os.Link(filepath.Join(filepath.Dir(d.folder), name), filepath.Join(bin, name)); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) program() string { return filepath.Join(d.folder, "bin", program) }

// isolate gives the desk what the program would share with the person who runs this: a layer
// over /etc with the host name, the list of users, whose home folders hold the lock, and
// policies; and the folders of sessions and of X servers.
func (d *desk) isolate() error {
	if err := os.MkdirAll("/tmp/.X11-unix", 0o1777); err != nil {
		return err
	}
	for _, m := range []struct {
		source, target, fs string
		flags              uintptr
		data               string
		optional           bool
	}{
		{"", "/", "", unix.MS_REC | unix.MS_PRIVATE, "", false},
		{"proc", "/proc", "proc", 0, "", false},
		{"tmpfs", "/run/user", "tmpfs", 0, "", true},
		{"tmpfs", "/tmp/.X11-unix", "tmpfs", 0, "mode=1777", false},
		{"tmpfs", "/var/lib/xkb", "tmpfs", 0, "mode=1777", true}, // the keymap of each display number
		{"/dev/null", "/usr/share/dbus-1/services/org.freedesktop.portal.Desktop.service", "", unix.MS_BIND, "", true},
	} {
		if _, err := os.Stat(m.target); err != nil && m.optional {
			continue
		}
		if err := unix.Mount(m.source, m.target, m.fs, m.flags, m.data); err != nil {
			return fmt.Errorf("mount %s: %w", m.target, err)
		}
	}
	if err := d.layer("/etc"); err != nil {
		return err
	}
	passwd, err := os.ReadFile("/etc/passwd")
	if err != nil {
		return err
	}
	for path, text := range map[string][]byte{"/etc/passwd": homeless(passwd), "/etc/hosts": []byte("127.0.0.1 localhost " + host + "\n")} {
		// Some containers mount a file there.
		_ = unix.Unmount(path, unix.MNT_DETACH)
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(policyFolder); err != nil {
		return err
	}
	return exec.Command("ip", "link", "set", "lo", "up").Run()
}

// layer makes what is written to a folder the desk's alone.
func (d *desk) layer(folder string) error {
	layers := filepath.Join(d.folder, "over-"+filepath.Base(folder))
	if err := os.Mkdir(layers, 0o755); err != nil {
		return err
	}
	// A layer on a layer is not allowed.
	if err := unix.Mount("tmpfs", layers, "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("mount %s: %w", layers, err)
	}
	upper, work := filepath.Join(layers, "upper"), filepath.Join(layers, "work")
	for _, dir := range []string{upper, work} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
	}
	if err := unix.Mount("overlay", folder, "overlay", 0, "lowerdir="+folder+",upperdir="+upper+",workdir="+work); err != nil {
		return fmt.Errorf("mount over %s: %w", folder, err)
	}
	return nil
}

// homeless returns a list of users of which none has a home folder.
func homeless(passwd []byte) []byte {
	var out strings.Builder
	for line := range strings.Lines(string(passwd)) {
		fields := strings.Split(line, ":")
		if len(fields) == 7 {
			fields[5] = "/nonexistent"
		}
		out.WriteString(strings.Join(fields, ":"))
	}
	return []byte(out.String())
}

// documented is the request of wolkvox's documentation.
var documented = regexp.MustCompile(`^POST /api/v2/agentbox\.php\?agent_id=\d+&api=hold HTTP/1\.1\r\n(?s:.*\r\n)(?i:wolkvox_server: 0042\r\n)`)

// serve starts the simulator under the real host name.
func (d *desk) serve() (err error) {
	d.token = strings.ToLower(rand.Text() + rand.Text())
	d.secret = secretOf(d.token)
	public, err := simulator.NewAuthority(pkix.Name{CommonName: "Public Test Authority"})
	if err != nil {
		return err
	}
	cert, err := public.Issue(host, logged)
	if err != nil {
		return err
	}
	d.server, err = simulator.New(simulator.Options{
		Server: server, Token: d.token, Addr: "127.0.0.1:443", Certificate: cert,
		OnRequest: func(r simulator.Request) {
			if head := r.RawHead; !documented.MatchString(head) || !strings.Contains(strings.ToLower(head), "\r\ncontent-length: 0\r\n") || !slices.Contains([]string{d.token, otherToken}, r.Header.Get("wolkvox-token")) {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.strange = append(d.strange, strings.SplitN(head, "\r\n", 2)[0])
			}
		},
		OnToggle: func(extension string, _ bool, _ int) {
			d.mu.Lock()
			d.toggles = append(d.toggles, judge.Executed{Extension: extension, At: time.Now()})
			answers := d.answers
			d.mu.Unlock()
			if answers != nil {
				<-answers
			}
		},
	})
	if err != nil {
		return err
	}
	go d.server.Run(context.Background())
	if err := d.openWays(public); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.folder, "ca.pem"), public.PEM(), 0o644)
}

// start starts a part of the desk, which is ended with it.
func (d *desk) start(stdin io.Reader, extra *os.File, name string, args ...string) (*exec.Cmd, error) {
	return d.startWith(nil, stdin, extra, name, args...)
}

func (d *desk) startWith(env []string, stdin io.Reader, extra *os.File, name string, args ...string) (*exec.Cmd, error) {
	for _, variable := range env {
		if !strings.Contains(variable, "=") {
			return nil, fmt.Errorf("%s is not NAME=VALUE", variable)
		}
	}
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = slices.Concat(d.env, env), stdin, d.log, d.log
	if extra != nil {
		cmd.ExtraFiles = []*os.File{extra}
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	d.parts = append(d.parts, cmd)
	return cmd, nil
}

// openNone opens what an agent has over ssh: a session bus and an unlocked keyring.
func openNone(d *desk) error {
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+d.busAddress())
	return d.openBus()
}

// openBus starts the session bus and what every session has on it.
func (d *desk) openBus() error {
	if _, err := d.start(nil, nil, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--address="+d.busAddress()); err != nil {
		return err
	}
	err := until("the session bus", func() (open bool) {
		var err error
		d.bus, err = dbus.Connect(d.busAddress())
		return err == nil
	})
	if err != nil {
		return err
	}
	if err := d.notes.watch(d); err != nil {
		return err
	}
	if _, err := d.start(strings.NewReader(deskPassword), nil, "gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"); err != nil {
		return err
	}
	return d.named("org.freedesktop.secrets")
}

// part is a program of the desk, with the name that it has on the bus once it serves.
type part struct {
	name    string
	command []string
}

var x11Parts = []part{
	{"", []string{"openbox"}},
	{"org.freedesktop.Notifications", []string{"dunst", "-conf", ".ci/desktop-dunstrc"}},
	{"org.kde.StatusNotifierWatcher", []string{"xfce4-panel", "--disable-wm-check"}},
}

func (d *desk) startNamed(p part) error {
	if _, err := d.start(nil, nil, p.command[0], p.command[1:]...); err != nil {
		return err
	}
	if p.name == "" {
		return nil
	}
	return d.named(p.name)
}

// openX11 opens the desktop of an agent: besides the above an X server, a window manager,
// notifications, and a panel with a tray.
func openX11(d *desk) error { return d.openDesktop() }

// openNoOpenGL opens the same without OpenGL, as on servers without a graphics card: there is
// no window.
func openNoOpenGL(d *desk) error { return d.openDesktop("-extension", "GLX") }

// openX starts the X server.
func (d *desk) openX(xvfb ...string) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	_, err = d.start(nil, write, "Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"}, xvfb...)...)
	write.Close()
	if err != nil {
		return err
	}
	number, err := io.ReadAll(io.LimitReader(read, 4))
	if err != nil || len(number) == 0 {
		return fmt.Errorf("the X server did not start (%v)", err)
	}
	d.display = ":" + strings.TrimSpace(string(number))
	d.env = append(d.env, "DISPLAY="+d.display)
	return nil
}

func (d *desk) openDesktop(xvfb ...string) error {
	if err := d.openX(xvfb...); err != nil {
		return err
	}
	panel := filepath.Join(d.folder, "home/.config/xfce4/xfconf/xfce-perchannel-xml")
	if err := os.MkdirAll(panel, 0o700); err != nil {
		return err
	}
	settings, err := os.ReadFile(".ci/desktop-panel.xml")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(panel, "xfce4-panel.xml"), settings, 0o600); err != nil {
		return err
	}
	if err := openNone(d); err != nil {
		return err
	}
	for _, p := range x11Parts {
		if err := d.startNamed(p); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) busAddress() string { return "unix:path=" + filepath.Join(d.folder, "bus") }

// named waits until the name has an owner on the session bus.
func (d *desk) named(name string) error {
	return until(name+" on the session bus", func() bool {
		var has bool
		return d.bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&has) == nil && has
	})
}

// close ends the parts, the latest first. What is left in the PID namespace ends with this
// process.
func (d *desk) close() {
	if d.bus != nil {
		d.bus.Close()
	}
	if d.kind == "wine" {
		_ = d.command("wineserver", "-k").Run()
	}
	for _, part := range slices.Backward(d.parts) {
		stop(part)
	}
	d.log.Close()
}

// stop ends a part, which is killed if it stays: KeePassXC does not end while it asks.
func stop(part *exec.Cmd) error {
	if err := part.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	defer time.AfterFunc(10*time.Second, func() { part.Process.Kill() }).Stop()
	part.Wait()
	return nil
}

// until waits for something that the machine may take its time for.
func until(what string, is func() bool) error {
	for end := time.Now().Add(limit); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			return fmt.Errorf("waited %v for %s", limit, what)
		}
	}
	return nil
}

// end ends a part of the desk, named by its program; begin starts such a part once more, or
// another one in its place, or any program with its arguments.
func end(d *desk, _ *testscript.TestScript, args []string) error {
	for i, part := range slices.Backward(d.parts) {
		if filepath.Base(part.Path) == args[0] {
			d.parts = slices.Delete(d.parts, i, i+1)
			return stop(part)
		}
	}
	return fmt.Errorf("no part of the desk is called %s", args[0])
}

func begin(d *desk, _ *testscript.TestScript, args []string) error {
	switch name := args[0]; {
	case name == "keepassxc":
		return d.keePassXC(args[1:])
	case len(args) > 1:
		_, err := d.start(nil, nil, name, args[1:]...)
		return err
	case name == "dbus-daemon":
		if err := os.Remove(strings.TrimPrefix(d.busAddress(), "unix:path=")); err != nil && !os.IsNotExist(err) {
			return err
		}
		return d.openBus()
	}
	for _, part := range slices.Concat(x11Parts, swayParts) {
		if part.command[0] == args[0] {
			return d.startNamed(part)
		}
	}
	return d.beginOther(args[0])
}

//go:build nowindow

package app

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// killedCode is the exit code of a process that was killed.
const killedCode = -1

// heldRate is how many commands a second a held shortcut starts.
const heldRate = 30

// linger is how long a process that ended may leave its output open.
const linger = time.Minute

const (
	workFolder   = "/tmp" // short, since sockets are made in it
	settingsPath = "config/wolkvox-hold/config.json"
)

// earlySteps are the first at which a command can be stopped.
var earlySteps = []point{atKeychain, atConnect, atHandshake}

var lockPatterns = []string{"run/wolkvox-hold/lock", "home/.local/state/wolkvox-hold/lock-*"}

// furnish makes the folders, the keychain and the environment.
func (w *workplace) furnish() {
	t := w.t
	if notAlone != nil {
		need.Missing(t, "a mount name space of its own", notAlone)
	}
	for _, folder := range []string{"home", "run", "certificates"} {
		must(t, os.MkdirAll(w.path(folder), 0o700))
	}
	must(t, os.WriteFile(w.path("ca.pem"), w.server.CAPEM(), 0o644))
	serveBus(t, w.path("bus"), w.stops)
	w.proxy = "system"
	w.env = map[string]string{
		partKey:                    partProgram,
		"GORACE":                   "halt_on_error=1 atexit_sleep_ms=0",
		"PATH":                     os.Getenv("PATH"),
		"HOME":                     w.path("home"),
		"XDG_RUNTIME_DIR":          w.path("run"),
		"XDG_CONFIG_HOME":          w.path("config"),
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + w.path("bus"),
		"HTTPS_PROXY":              "http://" + w.road.listener.Addr().String(),
		"SSL_CERT_FILE":            w.path("ca.pem"),
		"SSL_CERT_DIR":             w.path("certificates"), // empty
	}
}

// prepare has a process end with the tests, and belong to the workplace's user.
func (w *workplace) prepare(cmd *exec.Cmd) {
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if w.uid != os.Getuid() {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(w.uid), Gid: uint32(w.uid)}
	}
}

// socket is where a resident of this workplace listens.
func (w *workplace) socket() string { return w.path("run/wolkvox-hold/control") }

// listens says whether a resident has opened its channel. Its socket takes connections
// a moment before that: one that is moved in this moment is given up for a socket in
// another place.
func (w *workplace) listens() bool {
	if !reachable(w.socket()) {
		return false
	}
	owner, err := instance.Find(w.t.Context(), w.places())
	return err == nil && owner.Channel == w.socket()
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(s))
}

// wake lets a process go on.
func (p *process) wake() { _ = p.cmd.Process.Signal(syscall.SIGCONT) }

// stop makes the process hang, and returns when all its threads do.
func (p *process) stop() {
	p.t.Helper()
	p.signal(syscall.SIGSTOP)
	p.stopped()
}

// stopped returns when all threads of the process are stopped.
func (p *process) stopped() {
	p.t.Helper()
	var status syscall.WaitStatus
	for {
		_, err := syscall.Wait4(p.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
		if err == nil && status.Stopped() {
			return
		}
		if err != syscall.EINTR {
			p.t.Fatalf("stop: got %v, %v", status, err)
		}
	}
}

// startStopped starts a process that is stopped before it runs anything of the program.
func (w *workplace) startStopped(args ...string) *process {
	w.t.Helper()
	program := w.program
	w.program = "/bin/sh"
	defer func() { w.program = program }()
	p := w.start(append([]string{"-c", `kill -STOP $$; exec "$0" "$@"`, program}, args...))
	p.stopped()
	return p
}

// reachable says whether somebody listens on a socket.
func reachable(path string) bool {
	c, err := net.Dial("unix", path)
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

// TestProcessesLockFilesRemoved: a cleaner takes the lock files away while they are
// locked, which Windows allows nobody. Two processes never toggle at once, and none within the press gap.
func TestProcessesLockFilesRemoved(t *testing.T) {
	t.Run("under a command, and nobody else comes", func(t *testing.T) {
		w := newWorkplace(t)
		here := w.stops.at(t, atConnect)
		command := w.press()
		<-here.reached
		w.removeLock()
		here.open()
		said, _ := w.hear(command)
		wantTold(t, said, hold.NotToggled, "mark")
		w.gapPasses()
		wantTold(t, w.toggle(), hold.Toggled, "confirmed")
		w.tally("the lock removed under a command, and one more press", 1)
	})
	t.Run("under a command, and another one toggles", func(t *testing.T) {
		w := newWorkplace(t)
		here := w.stops.at(t, atConnect)
		first := w.press()
		<-here.reached
		w.removeLock()
		wantTold(t, w.toggle(), hold.Toggled, "confirmed")
		here.open()
		said, _ := w.hear(first)
		wantTold(t, said, hold.NotToggled, "mark")
		wantTold(t, w.toggle(), hold.Ignored, "too_soon")
		w.tally("the lock removed under a command, and two others", 1)
	})
	t.Run("under a resident", func(t *testing.T) {
		w := newWorkplace(t)
		w.resident()
		wantTold(t, w.toggle(), hold.Toggled, "confirmed")
		w.removeLock()
		w.until("the resident has its lock again", func() bool {
			found, err := filepath.Glob(w.path(lockPatterns[0]))
			return err == nil && len(found) == 1 && w.listens()
		})
		wantTold(t, w.toggle(), hold.Ignored, "too_soon")
		w.wantResidentToggled()
		w.tally("the lock removed under a resident, and a press within the gap", 1)
	})
}

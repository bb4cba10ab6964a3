//go:build nowindow && wine

package app

import (
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// The tests called TestProcesses on Windows: the whole program with real locks, pipes
// and credentials. They store a token and a root certificate where the user's own
// are, so they have a build tag, by which .ci/wine-unit runs them in a prefix of its
// own. What Wine cannot show: it has one user, so another user's and the operating
// system's account are played by descriptors (package channel); and nothing says that
// real Windows does the same.

// partKey says what this process is.
const partKey = "WOLKVOX_HOLD_TEST_PART"

const (
	partProgram = "program"
	partSquat   = "squat" // has a pipe, and says nothing
)

// windowName is the program that draws the settings window.
const windowName = "wolkvox-hold-window.exe"

const testMetadata = `Version = "1.2.3"`

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == windowName {
		os.Exit(windowMain())
	}
	switch os.Getenv(partKey) {
	case partProgram:
		os.Exit(Main(builtIn(), os.Args[1:]))
	case partSquat:
		os.Exit(squatMain(os.Args[1]))
	}
	os.Exit(m.Run())
}

// killedCode is the exit code of a process that os.Process.Kill ended.
const killedCode = 1

// heldRate is how many commands a second a held shortcut starts. At thirty, two
// processors under Wine are so busy that the first press may come too late to leave.
const heldRate = 10

// linger is how long a process that ended may leave its output open: the first with
// a window starts Wine's desktop, which inherits it.
const linger = time.Second

const (
	workFolder   = "" // the usual one
	settingsPath = "roaming/wolkvox-hold/config.json"
)

// earlySteps are the first at which a command can be stopped. Credential Manager
// cannot be made to wait. Under Wine 8 the process after one that was killed in the
// handshake sometimes finds no trusted roots, and truthfully reports not toggled: that
// step is for Linux.
var earlySteps = []point{atConnect}

var lockPatterns = []string{"local/wolkvox-hold/run/lock"}

// furnish makes the folders, the credential, the trust in the pretend server and the
// environment.
func (w *workplace) furnish() {
	t := w.t
	for _, folder := range []string{"local", "roaming"} {
		must(t, os.MkdirAll(w.path(folder), 0o700))
	}
	token, err := wolkvox.ParseToken(placeToken)
	must(t, err)
	must(t, (&keychain.Keychain{}).Set(t.Context(), token))
	trust(t, w.server.CAPEM())
	w.proxy = "http://" + w.road.listener.Addr().String()
	w.env = map[string]string{}
	for _, kv := range os.Environ() {
		if key, value, ok := strings.Cut(kv, "="); ok && key != "" {
			w.env[strings.ToUpper(key)] = value
		}
	}
	w.env[partKey] = partProgram
	w.env["APPDATA"], w.env["LOCALAPPDATA"] = w.path("roaming"), w.path("local")
}

// trust puts a certificate among the user's roots until the test ends.
func trust(t *testing.T, ca []byte) {
	t.Helper()
	block, _ := pem.Decode(ca)
	made, err := windows.CertCreateCertificateContext(windows.X509_ASN_ENCODING, &block.Bytes[0], uint32(len(block.Bytes)))
	must(t, err)
	// What was changed is written when the store is closed.
	roots := openRoots(t)
	must(t, windows.CertAddCertificateContextToStore(roots, made, windows.CERT_STORE_ADD_REPLACE_EXISTING, nil))
	must(t, windows.CertCloseStore(roots, 0))
	t.Cleanup(func() {
		roots := openRoots(t)
		const existing = 13 << 16 // CERT_FIND_EXISTING
		if kept, err := windows.CertFindCertificateInStore(roots, windows.X509_ASN_ENCODING, 0, existing, unsafe.Pointer(made), nil); err == nil {
			_ = windows.CertDeleteCertificateFromStore(kept)
		}
		_ = windows.CertCloseStore(roots, 0)
		_ = windows.CertFreeCertificateContext(made)
	})
}

func openRoots(t *testing.T) windows.Handle {
	t.Helper()
	name, err := windows.UTF16PtrFromString("Root")
	must(t, err)
	roots, err := windows.CertOpenStore(windows.CERT_STORE_PROV_SYSTEM, 0, 0, windows.CERT_SYSTEM_STORE_CURRENT_USER, uintptr(unsafe.Pointer(name)))
	must(t, err)
	return roots
}

// suspended are the workplaces whose next process starts stopped.
var suspended sync.Map

// prepare has no other use: newWorkplace ends what still runs.
func (w *workplace) prepare(cmd *exec.Cmd) {
	if _, stopped := suspended.Load(w); stopped {
		cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_SUSPENDED}
	}
}

// startStopped starts a process that is stopped before it runs anything of the program.
func (w *workplace) startStopped(args ...string) *process {
	w.t.Helper()
	suspended.Store(w, true)
	defer suspended.Delete(w)
	return w.start(args)
}

// listens says whether a resident answers.
func (w *workplace) listens() bool {
	owner, err := instance.Find(w.t.Context(), w.places())
	if err != nil || owner.Channel == "" {
		return false
	}
	c, err := channel.Dial(w.t.Context(), owner.Channel)
	if err == nil {
		c.Close()
	}
	return err == nil
}

var (
	ntdll     = windows.NewLazySystemDLL("ntdll.dll")
	ntSuspend = ntdll.NewProc("NtSuspendProcess")
	ntResume  = ntdll.NewProc("NtResumeProcess")
)

// stop makes the process hang.
func (p *process) stop() {
	p.t.Helper()
	if status := p.call(ntSuspend); status != 0 {
		p.t.Fatalf("stop: status %#x", status)
	}
}

// wake lets a process go on.
func (p *process) wake() { p.call(ntResume) }

func (p *process) call(proc *windows.LazyProc) uintptr {
	h, err := windows.OpenProcess(windows.PROCESS_SUSPEND_RESUME, false, uint32(p.cmd.Process.Pid))
	if err != nil {
		return uintptr(windows.STATUS_INVALID_HANDLE)
	}
	defer windows.CloseHandle(h)
	status, _, _ := proc.Call(uintptr(h))
	return status
}

// channel is the name of the pipe on which a resident of this user and session
// listens, which all workplaces have in common.
func (w *workplace) channel() string {
	w.t.Helper()
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	must(w.t, err)
	var session uint32
	must(w.t, windows.ProcessIdToSessionId(uint32(os.Getpid()), &session))
	return fmt.Sprintf(`\\.\pipe\%s-%s-%d`, env.ProgramName, u.User.Sid, session)
}

// squatMain takes the name of a pipe, and lets everybody in.
func squatMain(name string) int {
	name16, err := windows.UTF16PtrFromString(name)
	var h windows.Handle
	if err == nil {
		h, err = windows.CreateNamedPipe(name16, windows.PIPE_ACCESS_DUPLEX, windows.PIPE_TYPE_BYTE, 1, 1<<16, 1<<16, 0, nil)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return env.ExitFailed
	}
	fmt.Println("squats")
	_ = windows.ConnectNamedPipe(h, nil)
	time.Sleep(time.Hour)
	return env.ExitDone
}

// TestProcessesAskedToClose: where another program asks the resident to close, as taskkill without
// /F does, it ends as on a signal, and does not go on without its icon.
func TestProcessesAskedToClose(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	r := w.resident()
	w.until("a window takes the request", func() bool {
		return exec.Command("taskkill", "/pid", fmt.Sprint(r.cmd.Process.Pid)).Run() == nil
	})
	if code := r.wait(); code != env.ExitDone {
		t.Errorf("exit code %d, want %d", code, env.ExitDone)
	}
}

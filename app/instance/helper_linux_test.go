package instance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// The test program also runs as the other processes of these tests: started with
// helperKey set, it plays one part, writes lines to standard output, and waits for
// lines on standard input.
const helperKey = "INSTANCE_TEST_HELPER"

func TestMain(m *testing.M) {
	part := os.Getenv(helperKey)
	if part == "" {
		os.Exit(m.Run())
	}
	parts := map[string]func(*bufio.Reader){
		"start":    partStart,
		"resident": partResident,
		"fulldisk": partFullDisk,
		"poordisk": partPoorDisk,
	}
	parts[part](bufio.NewReader(os.Stdin))
}

// wait waits for a line, or for the end of the test.
func wait(in *bufio.Reader) { _, _ = in.ReadString('\n') }

func envPlaces() Places {
	return Places{Name: "wolkvox-hold", UID: os.Getuid(), Program: "9.9.9", RunUser: os.Getenv("INSTANCE_TEST_RUN_USER"), Home: func() string { return os.Getenv("INSTANCE_TEST_REAL_HOME") }}
}

// partStart tries to take the lock on command, and reports whether it got it.
func partStart(in *bufio.Reader) {
	fmt.Println("ready")
	wait(in)
	l, err := Acquire(context.Background(), envPlaces(), Resident, false)
	var held *HeldError
	switch {
	case err == nil:
		fmt.Println("has it", os.Getpid())
		wait(in)
		l.Release()
	case errors.As(err, &held):
		fmt.Println("held by", held.PID)
	default:
		fmt.Println("failed:", err)
	}
}

// partResident is a resident that answers every message.
func partResident(in *bufio.Reader) {
	l, err := Acquire(context.Background(), envPlaces(), Resident, true)
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	if err := l.Store([]byte("the last press")); err != nil {
		fmt.Println("failed:", err)
		return
	}
	s, err := l.Listen()
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		wait(in)
		cancel()
	}()
	fmt.Println("listens")
	_ = s.Run(ctx, sendBack)
	l.Release()
}

// partPoorDisk mounts a disk that cannot be written, and looks for the lock there.
func partPoorDisk(*bufio.Reader) {
	dir := os.Getenv("HOME")
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		fmt.Println("no mounts:", err)
		return
	}
	flags, size := uintptr(0), "size=4k"
	if os.Getenv("INSTANCE_TEST_DISK") == "read-only" {
		flags, size = syscall.MS_RDONLY, "size=64k"
	}
	err := syscall.Mount("tmpfs", dir, "tmpfs", flags, size+",mode=0700")
	if err == nil && flags == 0 {
		err = os.WriteFile(filepath.Join(dir, "filler"), make([]byte, 4096), 0o600)
	}
	if err != nil {
		fmt.Println("no such disk:", err)
		return
	}
	l, err := Acquire(context.Background(), envPlaces(), Command, false)
	if err == nil {
		l.Release()
	}
	fmt.Println(errors.Is(err, ErrNoPlace), errors.Is(Usable(context.Background(), envPlaces()), ErrNoPlace))
}

// partFullDisk mounts a file system, takes the lock there, fills the disk, and stores a
// stamp.
func partFullDisk(*bufio.Reader) {
	dir := os.Getenv("HOME")
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		fmt.Println("no mounts:", err)
		return
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k,mode=0700"); err != nil {
		fmt.Println("no mounts:", err)
		return
	}
	l, err := Acquire(context.Background(), envPlaces(), Command, false)
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	f, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	for err == nil {
		_, err = f.Write(make([]byte, 512))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		fmt.Println("failed:", err)
		return
	}
	fmt.Println("stored:", l.Store([]byte("on a full disk")))
}

// helper is a running part.
type helper struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(t *testing.T, part string, env []string, opts ...func(*exec.Cmd)) *helper {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append([]string{helperKey + "=" + part, "GORACE=halt_on_error=1 atexit_sleep_ms=0"}, env...)
	cmd.Stderr = os.Stderr
	for _, opt := range opts {
		opt(cmd)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &helper{t: t, cmd: cmd, in: in, out: bufio.NewReader(out)}
	t.Cleanup(h.kill)
	return h
}

func (h *helper) line() string {
	h.t.Helper()
	line, err := h.out.ReadString('\n')
	if err != nil {
		h.t.Fatalf("the helper ended: %v", err)
	}
	return strings.TrimSpace(line)
}

func (h *helper) want(line string) {
	h.t.Helper()
	if got := h.line(); got != line {
		h.t.Fatalf("helper: got %q, want %q", got, line)
	}
}

func (h *helper) tell() { _, _ = io.WriteString(h.in, "\n") }

func (h *helper) kill() {
	_ = h.cmd.Process.Kill()
	_ = h.cmd.Wait()
}

func (h *helper) signal(s syscall.Signal) {
	h.t.Helper()
	if err := h.cmd.Process.Signal(s); err != nil {
		h.t.Fatal(err)
	}
}

// stop makes the process hang, and returns when all its threads do.
func (h *helper) stop() {
	h.t.Helper()
	h.signal(syscall.SIGSTOP)
	var status syscall.WaitStatus
	_, err := retryEINTR(func() (int, error) {
		return syscall.Wait4(h.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
	})
	if err != nil || !status.Stopped() {
		h.t.Fatalf("stop: got %v, %v", status, err)
	}
}

// home is a simulated machine in a temporary folder.
type home struct {
	t   *testing.T
	dir string
}

func newHome(t *testing.T) home {
	t.Helper()
	h := home{t, need.SocketFolder(t)}
	h.folder("run/"+fmt.Sprint(os.Getuid()), 0o700)
	h.folder("xdg", 0o700)
	h.folder("home", 0o755)
	return h
}

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

func (h home) folder(name string, mode os.FileMode) string {
	h.t.Helper()
	dir := h.path(name)
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.Chmod(dir, mode)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return dir
}

// places returns the Places of a process with this environment.
func (h home) places(env ...string) Places {
	getenv := func(key string) string {
		for _, kv := range env {
			if value, ok := strings.CutPrefix(kv, key+"="); ok {
				return value
			}
		}
		return ""
	}
	return Places{
		Name:    "wolkvox-hold",
		UID:     os.Getuid(),
		Program: "1.2.3",
		RunUser: h.path("run"),
		Getenv:  getenv,
		Home:    func() string { return getenv("REAL_HOME") },
	}
}

func (h home) runtime() string { return "XDG_RUNTIME_DIR=" + h.path("xdg") }
func (h home) home() string    { return "HOME=" + h.path("home") }
func (h home) runUser() string { return "INSTANCE_TEST_RUN_USER=" + h.path("run") }

// serve answers every message with its own data until the test ends.
func serve(t *testing.T, s *channel.Server) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, sendBack) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
}

func mustAcquire(t *testing.T, p Places, k Kind) *Lock {
	t.Helper()
	l, err := Acquire(t.Context(), p, k, false)
	if err != nil {
		t.Fatalf("acquire: %v", err)
	}
	t.Cleanup(l.Release)
	return l
}

func wantHeld(t *testing.T, err error) *HeldError {
	t.Helper()
	var held *HeldError
	if !errors.As(err, &held) {
		t.Fatalf("got %v, want a HeldError", err)
	}
	return held
}

// waitUntil waits until another process or the kernel has done something, as long as
// the test may take.
func waitUntil(done func() bool) {
	for !done() {
		runtime.Gosched()
	}
}

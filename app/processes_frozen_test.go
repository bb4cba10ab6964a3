//go:build linux && nowindow && frozen

package app

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

// These tests stop what the resident depends on: a disk (a loop device with ext4, frozen
// by FIFREEZE), the session bus, the display. They need root and loop devices, and fail
// where those are missing:
//
//	go test -tags nowindow,frozen -run TestFrozen ./app
//
// A process whose thread is blocked in the kernel never ends whole, so ended means what
// others see of it: its first thread is over, the lock is free, nothing is connected.

// goneWithin is longer than the 6 s of the design, for a machine that is busy.
const goneWithin = 10 * time.Second

// frozenDisk mounts a disk of its own over these folders of the workplace.
func (w *workplace) frozenDisk(folders ...string) (freeze, thaw func()) {
	t := w.t
	t.Helper()
	image, disk := w.path("disk.img"), w.path("disk")
	must(t, os.WriteFile(image, nil, 0o600))
	must(t, os.Truncate(image, 16<<20))
	must(t, os.Mkdir(disk, 0o700))
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s %q: %v: %s; this test needs root and loop devices", name, args, err, out)
		}
	}
	run("mkfs.ext4", "-q", image)
	run("mount", "-o", "loop", image, disk)
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	frozen, err := os.Open(disk)
	must(t, err)
	const freezeIt, thawIt = 0xc0045877, 0xc0045878 // FIFREEZE, FITHAW (linux/fs.h)
	thaw = func() { _ = unix.IoctlSetInt(int(frozen.Fd()), thawIt, 0) }
	t.Cleanup(func() { thaw(); frozen.Close() })
	for _, name := range folders {
		must(t, os.MkdirAll(filepath.Join(disk, name), 0o700))
		must(t, os.MkdirAll(w.path(name), 0o700))
		run("cp", "-a", w.path(name)+"/.", filepath.Join(disk, name))
		run("mount", "--bind", filepath.Join(disk, name), w.path(name))
		t.Cleanup(func() { _ = unix.Unmount(w.path(name), unix.MNT_DETACH) })
	}
	return func() { t.Helper(); must(t, unix.IoctlSetInt(int(frozen.Fd()), freezeIt, 0)) }, thaw
}

// over reports whether all that others see of a process is gone.
func (p *process) over() error {
	stat, err := os.ReadFile(fmt.Sprint("/proc/", p.cmd.Process.Pid, "/stat"))
	if err == nil {
		if _, rest, _ := bytes.Cut(stat, []byte(") ")); rest[0] != 'Z' {
			return fmt.Errorf("its first thread is in state %c", rest[0])
		}
	}
	links, _ := filepath.Glob(fmt.Sprint("/proc/", p.cmd.Process.Pid, "/task/*/fd/*"))
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil && strings.HasPrefix(to, "socket:") {
			return fmt.Errorf("%s is still open: %s", to, link)
		}
	}
	return nil
}

// lockFree reports whether nobody holds a lock file of this workplace.
func (w *workplace) lockFree() error {
	for _, file := range w.lockFiles() {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		_ = f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// wantEnd wants a process to end within goneWithin.
func (w *workplace) wantEnd(p *process) {
	w.t.Helper()
	began := time.Now()
	for {
		err := errors.Join(p.over(), w.lockFree())
		if err == nil {
			fmt.Fprintf(w.t.Output(), "ended after %.1f s\n", time.Since(began).Seconds())
			return
		}
		if time.Since(began) > goneWithin {
			w.t.Fatalf("after %v: %v", goneWithin, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestFrozenDisk(t *testing.T) {
	everything := []string{"home", "run", "config"}
	for _, disk := range []struct {
		name    string
		folders []string
	}{
		{"everything", everything},
		{"log, state and one lock", []string{"home"}},
		{"settings", []string{"config"}},
		{"channel and one lock", []string{"run"}},
	} {
		for _, way := range []string{"quit", "terminated", "hangup", "interrupt"} {
			t.Run(disk.name+" "+way, func(t *testing.T) {
				w := newWorkplace(t)
				freeze, thaw := w.frozenDisk(disk.folders...)
				r := w.resident()
				t.Cleanup(func() { thaw(); r.kill() })
				wantTold(t, w.toggle(), "toggled", "confirmed")
				freeze()
				// Threads of it are blocked in the kernel now: at its mark and its log.
				w.press()
				w.until("the press has come to the resident", func() bool { return w.status().Running })
				switch way {
				case "quit":
					quit := w.start([]string{"quit"})
					t.Cleanup(func() { thaw() })
					w.wantEnd(r)
					if code := quit.wait(); code != env.ExitDone {
						t.Errorf("quit: exit %d, %s", code, quit.err.String())
					}
				default:
					r.signal(map[string]syscall.Signal{"terminated": syscall.SIGTERM, "hangup": syscall.SIGHUP, "interrupt": syscall.SIGINT}[way])
					w.wantEnd(r)
				}
				thaw()
				r.wait()
				next := w.resident()
				if owner, err := instance.Find(t.Context(), w.places()); err != nil || owner.PID != next.cmd.Process.Pid {
					t.Errorf("the next start: got %+v, %v", owner, err)
				}
			})
		}
	}
}

// TestFrozenDesktop stops the servers of the desktop, not the disk.
func TestFrozenDesktop(t *testing.T) {
	for _, stopped := range []string{"bus", "display", "both"} {
		for _, way := range []string{"quit", "terminated"} {
			t.Run(stopped+" "+way, func(t *testing.T) {
				w := newWorkplace(t)
				bus, address := w.desktopServer("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1")
				display, number := w.desktopServer("Xvfb", "-displayfd", "1", "-noreset", "-nolisten", "tcp")
				r := w.start([]string{"--background"}, "DBUS_SESSION_BUS_ADDRESS="+address, "DISPLAY=:"+number)
				t.Cleanup(r.wake)
				w.until("the resident listens", w.listens)
				w.until("the hotkey is there", func() bool { return w.status().Backend == "x11" })
				for name, server := range map[string]*os.Process{"bus": bus, "display": display} {
					if stopped == name || stopped == "both" {
						must(t, server.Signal(syscall.SIGSTOP))
						t.Cleanup(func() { _ = server.Signal(syscall.SIGCONT) })
					}
				}
				if way == "quit" {
					quit := w.start([]string{"quit"})
					w.wantEnd(r)
					if code := quit.wait(); code != env.ExitDone {
						t.Errorf("quit: exit %d, %s", code, quit.err.String())
					}
				} else {
					r.signal(syscall.SIGTERM)
					w.wantEnd(r)
				}
				if code := r.wait(); code != env.ExitDone {
					t.Errorf("it ended with %d, want %d", code, env.ExitDone)
				}
				w.resident()
			})
		}
	}
}

// desktopServer starts a server of the desktop, which says in its first line where it is.
func (w *workplace) desktopServer(name string, args ...string) (*os.Process, string) {
	w.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	must(w.t, err)
	if err := cmd.Start(); err != nil {
		w.t.Fatalf("%s is needed here: %v", name, err)
	}
	w.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	must(w.t, err)
	return cmd.Process, strings.TrimSpace(line)
}

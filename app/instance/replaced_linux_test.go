package instance

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"golang.org/x/sys/unix"
)

// lockFiles returns the lock files that exist in h's places.
func (h home) lockFiles() (all []string) {
	for _, pattern := range []string{"xdg/wolkvox-hold/lock", "run/*/wolkvox-hold/lock", "home/.local/state/wolkvox-hold/lock-*"} {
		found, _ := filepath.Glob(h.path(pattern))
		all = append(all, found...)
	}
	return all
}

// A lock file that was removed or replaced protects nothing: the holder notices it
// before its next first byte, and takes the lock again, with its stamp, before that.
func TestALockFileThatWasTakenAway(t *testing.T) {
	remove := func(t *testing.T, files []string) {
		for _, f := range files {
			must(t, os.Remove(f))
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, h home, files []string)
		want  error // of the next stamp: it keeps a press back
		again error // of the one after it
	}{
		{"nothing", func(*testing.T, home, []string) {}, nil, nil},
		{"one removed", func(t *testing.T, _ home, files []string) { remove(t, files[1:2]) }, nil, nil},
		{"all but one removed", func(t *testing.T, _ home, files []string) { remove(t, files[1:]) }, nil, nil},
		{"all removed", func(t *testing.T, _ home, files []string) { remove(t, files) }, ErrReplaced, nil},
		{"all folders removed", func(t *testing.T, h home, files []string) {
			for _, f := range files {
				must(t, os.RemoveAll(filepath.Dir(f)))
			}
		}, ErrReplaced, nil},
		{"all moved away", func(t *testing.T, _ home, files []string) {
			for _, f := range files {
				must(t, os.Rename(f, f+".old"))
			}
		}, ErrReplaced, nil},
		{"a copy in the place of each, as from a backup", func(t *testing.T, _ home, files []string) {
			for _, f := range files {
				b, err := os.ReadFile(f)
				must(t, err)
				must(t, os.WriteFile(f+".new", b, 0o600))
				must(t, os.Rename(f+".new", f))
			}
		}, ErrReplaced, nil},
		{"and the stamp of another process in it", func(t *testing.T, _ home, files []string) {
			for _, f := range files {
				must(t, os.Remove(f))
				must(t, os.WriteFile(f, []byte("pressed by another"), 0o600))
			}
		}, ErrReplaced, ErrReplaced},
		{"a folder in the place of each", func(t *testing.T, _ home, files []string) {
			for _, f := range files {
				must(t, os.Remove(f))
				must(t, os.Mkdir(f, 0o700))
			}
		}, ErrReplaced, ErrNoPlace},
		{"a link in the place of each", func(t *testing.T, h home, files []string) {
			for _, f := range files {
				must(t, os.Rename(f, f+".old"))
				must(t, os.Symlink(f+".old", f))
			}
		}, ErrReplaced, ErrNoPlace},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHome(t)
			p := h.places(h.runtime(), h.home())
			l := mustAcquire(t, p, Resident)
			must(t, l.Store([]byte("the first")))
			files := h.lockFiles()
			if len(files) != 3 {
				t.Fatalf("got %q, want three lock files", files)
			}
			tt.spoil(t, h, files)
			if err := l.Store([]byte("the second")); !errors.Is(err, tt.want) {
				t.Errorf("the next stamp: got %v, want %v", err, tt.want)
			}
			if err := l.Store([]byte("the third")); !errors.Is(err, tt.again) {
				t.Errorf("the one after it: got %v, want %v", err, tt.again)
			}
			if errors.Is(tt.again, ErrNoPlace) {
				return
			}
			_, err := Acquire(t.Context(), p, Command, false)
			if held := wantHeld(t, err); held.Kind != Resident || held.PID != os.Getpid() {
				t.Errorf("another process sees %+v, want the resident", held.Owner)
			}
			l.Release()
			for _, stamp := range mustAcquire(t, p, Command).Stamps() {
				if got := string(bytes.TrimRight(stamp, "\x00")); got != "the third" {
					t.Errorf("a place has %q, want the third", got)
				}
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The lock is taken again without a press too, with the stamp, so that a command that
// comes then still meets the press gap.
func TestConfirmBringsTheStampAlong(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	l := mustAcquire(t, p, Resident)
	must(t, l.Store([]byte("a press")))
	for _, f := range h.lockFiles() {
		must(t, os.RemoveAll(filepath.Dir(f)))
	}
	if err := l.Confirm(); !errors.Is(err, ErrReplaced) {
		t.Errorf("got %v, want %v", err, ErrReplaced)
	}
	if err := l.Confirm(); err != nil {
		t.Errorf("once more: got %v", err)
	}
	if err := l.Store([]byte("the next")); err != nil {
		t.Errorf("a press after that: got %v", err)
	}
	files := h.lockFiles()
	if len(files) != 3 {
		t.Errorf("got %q, want three lock files", files)
	}
	l.Release()
	if got := string(bytes.TrimRight(mustAcquire(t, p, Command).Stamps()[0], "\x00")); got != "the next" {
		t.Errorf("got the stamp %q", got)
	}
}

// After the press of another process, presses are blocked for a while. Removing a lock
// file again does not end that.
func TestPressesAreKeptBackWhileFilesGo(t *testing.T) {
	h := newHome(t)
	l := mustAcquire(t, h.places(h.runtime(), h.home()), Resident)
	must(t, l.Store([]byte("a press")))
	for _, f := range h.lockFiles() {
		must(t, os.Remove(f))
		must(t, os.WriteFile(f, []byte("pressed by another"), 0o600))
	}
	for _, gone := range [][]string{nil, h.lockFiles()[:1], h.lockFiles()[1:], nil} {
		for _, f := range gone {
			must(t, os.Remove(f))
		}
		if err := l.Store([]byte("the next")); !errors.Is(err, ErrReplaced) {
			t.Errorf("%d files gone: got %v, want %v", len(gone), err, ErrReplaced)
		}
	}
}

// Confirm must change nothing in a healthy lock: it is called whenever a lock folder
// changes.
func TestConfirmIsNoChange(t *testing.T) {
	h := newHome(t)
	// One folder with two names, as under systemd.
	p := h.places("XDG_RUNTIME_DIR="+h.path("run/"+fmt.Sprint(os.Getuid())), h.home(), "REAL_HOME="+h.path("home"))
	l := mustAcquire(t, p, Resident)
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	must(t, err)
	defer unix.Close(fd)
	for _, folder := range l.Folders() {
		_, err := unix.InotifyAddWatch(fd, folder, unix.IN_OPEN|unix.IN_CLOSE_WRITE|unix.IN_CREATE|unix.IN_DELETE|unix.IN_ATTRIB)
		must(t, err)
	}
	must(t, l.Confirm())
	if n, err := unix.Read(fd, make([]byte, 4096)); !errors.Is(err, unix.EAGAIN) {
		t.Errorf("%d bytes of changes, %v, want none", n, err)
	}
}

// The process that locked the new files holds the lock: this one does not press. If the
// new holder is a resident, this lock is lost for good.
func TestALockThatAnotherProcessTook(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind Kind
		all  bool
		want error
	}{
		{"a resident, all of them", Resident, true, ErrLost},
		{"a resident, one of them", Resident, false, ErrLost},
		{"a command, all of them", Command, true, ErrReplaced},
		{"a command, one of them", Command, false, ErrReplaced},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHome(t)
			p := h.places(h.runtime(), h.home())
			l := mustAcquire(t, p, Resident)
			alone := h.places(h.runtime()) // shares one place with it
			alone.RunUser = h.path("nothing")
			files := h.lockFiles()
			if !tt.all {
				files = files[:1]
			}
			for _, f := range files {
				must(t, os.Remove(f))
			}
			other := mustAcquire(t, alone, tt.kind)
			must(t, other.Store([]byte("pressed by another")))
			for range 2 {
				if err := l.Store([]byte("beside it")); !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			}
			select {
			case to := <-l.lostTo:
				if tt.kind != Resident || to.Kind != Resident {
					t.Errorf("lost to %+v", to.Owner)
				}
			default:
				if tt.kind == Resident {
					t.Error("nobody is told that the lock was lost")
				}
			}
			other.Release()
			// The gap after the other process's press is not known here.
			for range 2 {
				if err := l.Store([]byte("after it")); !errors.Is(err, tt.want) {
					t.Errorf("after the other one: got %v, want %v", err, tt.want)
				}
			}
			_, err := Acquire(t.Context(), alone, Command, false)
			if lost := err == nil; lost != (tt.kind == Resident) {
				t.Errorf("the next one: got %v", err)
			}
		})
	}
}

// A place that could not be locked at the start is locked as soon as it can be, because
// other processes will lock it too.
func TestAPlaceThatComesLater(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	must(t, os.Rename(h.path("xdg"), h.path("later")))
	l := mustAcquire(t, p, Resident)
	must(t, l.Store([]byte("a press")))
	must(t, os.Rename(h.path("later"), h.path("xdg")))
	must(t, l.Confirm())
	if b, err := os.ReadFile(h.path("xdg/wolkvox-hold/lock")); err != nil || !strings.HasPrefix(string(b), "a press\x00") || !strings.Contains(string(b), `"resident"`) {
		t.Errorf("the new place has %q, %v", b, err)
	}
}

// If a resident's folders are removed, its socket is gone too. It opens another one
// with the lock, and its open connections go on.
func TestTheChannelComesBackWithTheLock(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	l, err := Acquire(t.Context(), p, Resident, true)
	must(t, err)
	t.Cleanup(l.Release)
	s, err := l.Listen()
	must(t, err)
	serve(t, s)
	owner, err := Find(t.Context(), p)
	must(t, err)
	before, err := channel.Dial(t.Context(), owner.Channel)
	must(t, err)
	defer before.Close()
	for _, f := range h.lockFiles() {
		must(t, os.RemoveAll(filepath.Dir(f)))
	}
	if err := l.Confirm(); !errors.Is(err, ErrReplaced) {
		t.Errorf("got %v, want %v", err, ErrReplaced)
	}
	owner, err = Find(t.Context(), p)
	must(t, err)
	after, err := channel.Dial(t.Context(), owner.Channel)
	must(t, err)
	after.Close()
	must(t, before.Call(t.Context(), "status", nil, nil))
}

// A resident that has not noticed yet that its lock files were removed is found by its
// socket: no other process takes the lock.
func TestAResidentWithoutItsLockFiles(t *testing.T) {
	h := newHome(t)
	resident := start(t, "resident", []string{h.runUser(), h.runtime(), h.home()})
	resident.want("listens")
	for _, f := range h.lockFiles() {
		must(t, os.Remove(f))
	}
	p := h.places(h.runtime(), h.home())
	if o, err := Find(t.Context(), p); err != nil || o.Kind != Resident {
		t.Errorf("find: got %+v, %v, want the resident", o, err)
	}
	_, err := Acquire(t.Context(), p, Command, false)
	held := wantHeld(t, err)
	if held.PID != resident.cmd.Process.Pid {
		t.Errorf("got %+v, want the resident", held.Owner)
	}
	c, err := channel.Dial(t.Context(), held.Channel)
	must(t, err)
	c.Close()
	resident.kill()
	mustAcquire(t, p, Command)
}

// Two processes share at least one place, whatever their environments.
func TestTheRealHomeIsShared(t *testing.T) {
	h := newHome(t)
	real := "REAL_HOME=" + h.folder("real", 0o755)
	odd := h.places("XDG_RUNTIME_DIR="+h.folder("elsewhere", 0o700), "XDG_STATE_HOME="+h.path("state"), "HOME="+h.path("odd"), real)
	odd.RunUser = h.path("nothing")
	for _, tt := range []struct {
		name string
		env  []string
	}{
		{"another home and runtime folder", []string{h.runtime(), h.home(), real}},
		{"no variable at all", []string{real}},
		{"variables that name nothing", []string{"XDG_RUNTIME_DIR=/nowhere", "XDG_STATE_HOME=/dev/null/none", "HOME=/dev/null", real}},
		{"its own home", []string{"HOME=" + h.path("real"), real}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			other := h.places(tt.env...)
			other.RunUser = h.path("nothing")
			for _, pair := range [][]Places{{odd, other}, {other, odd}} {
				l := mustAcquire(t, pair[0], Resident)
				_, err := Acquire(t.Context(), pair[1], Command, false)
				wantHeld(t, err)
				l.Release()
				mustAcquire(t, pair[1], Command).Release()
			}
		})
	}
	// A home folder that is missing, or another user's, is not a place.
	for _, dir := range []string{h.path("none"), "relative", ""} {
		p := h.places("REAL_HOME=" + dir)
		p.RunUser = h.path("nothing")
		if _, err := Acquire(t.Context(), p, Command, false); !errors.Is(err, ErrNoPlace) {
			t.Errorf("a real home %q: got %v, want %v", dir, err, ErrNoPlace)
		}
	}
}

// TestTheSystemKnowsTheHome: the home folder does not depend on the environment.
func TestTheSystemKnowsTheHome(t *testing.T) {
	t.Setenv("HOME", "/nowhere")
	accounts, err := os.ReadFile("/etc/passwd")
	must(t, err)
	for line := range strings.Lines(string(accounts)) {
		if f := strings.Split(strings.TrimSpace(line), ":"); len(f) == 7 && f[2] == fmt.Sprint(os.Getuid()) {
			if got := systemHome(os.Getuid()); got != f[5] {
				t.Errorf("got %q, want %q", got, f[5])
			}
			return
		}
	}
	t.Logf("user %d is in no list here", os.Getuid())
}

// hang blocks the disk of a place until the test ends.
func hang(t *testing.T, places ...*place) {
	moves := make(chan struct{})
	t.Cleanup(func() { close(moves) })
	for _, pl := range places {
		pl.async(func() { <-moves })
	}
}

// A disk that hangs stops a press only if no other disk takes the stamp. No call waits
// for it without limit, and Release frees the lock.
func TestADiskThatStandsStill(t *testing.T) {
	for _, tt := range []struct {
		name  string
		which func(all []*place) []*place
		want  error
	}{
		{"no disk", func(all []*place) []*place { return nil }, nil},
		{"one of three", func(all []*place) []*place { return all[:1] }, nil},
		{"all", slices.Clone[[]*place], errDiskTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHome(t)
			p := h.places(h.runtime(), h.home())
			synctest.Test(t, func(t *testing.T) {
				l := mustAcquire(t, p, Resident)
				hang(t, tt.which(l.currentPlaces())...)
				began := time.Now()
				for range 3 {
					if err := l.Store([]byte("a press")); !errors.Is(err, tt.want) {
						t.Errorf("stored: got %v, want %v", err, tt.want)
					}
				}
				if took := time.Since(began); took > 3*diskTimeout {
					t.Errorf("three stamps took %v", took)
				}
				_ = l.Stamps()
				_ = l.Confirm()
				began = time.Now()
				go l.Release()
				synctest.Wait()
				l.Release() // after the second call the lock is free too
				if took := time.Since(began); took > releaseTimeout {
					t.Errorf("the release took %v", took)
				}
				next, err := p.take(diskTimeout)
				if err != nil || len(next.places) != 3 {
					t.Errorf("the next one: got %d places, %v", len(next.places), err)
				}
				for _, pl := range next.places {
					pl.close()
				}
			})
		})
	}
}

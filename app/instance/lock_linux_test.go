package instance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

func TestOneOfManyStartsGetsTheLock(t *testing.T) {
	h := newHome(t)
	// The environments of processes from a desktop, a shell, cron, and from somebody
	// who moved folders. All of them share the state folder.
	environments := [][]string{
		{h.runUser(), h.runtime(), h.home()},
		{h.runUser(), h.home()},
		{h.runUser(), "XDG_RUNTIME_DIR=" + h.path("run/"+fmt.Sprint(os.Getuid())), h.home()},
		{"INSTANCE_TEST_RUN_USER=" + h.path("nothing"), h.home()},
	}
	for _, n := range []int{2, 3, 5, 8} {
		for round := range 3 {
			var started []*helper
			for i := range n {
				started = append(started, start(t, "start", environments[(i+round)%len(environments)]))
			}
			for _, s := range started {
				s.want("ready")
			}
			for _, s := range started {
				s.tell()
			}
			has, said := 0, []string{}
			for _, s := range started {
				line := s.line()
				said = append(said, line)
				switch {
				case strings.HasPrefix(line, "has it"):
					has++
				case !strings.HasPrefix(line, "held by"):
					t.Errorf("%d starts: one says %q", n, line)
				}
			}
			if has != 1 {
				t.Errorf("%d starts: got %d holders, want 1: %q", n, has, said)
			}
			for _, s := range started {
				s.tell()
				_ = s.cmd.Wait()
			}
		}
	}
}

func TestNeverTwoHolders(t *testing.T) {
	h := newHome(t)
	environments := []Places{h.places(h.runtime(), h.home()), h.places(h.home()), h.places()}
	var holders, got atomic.Int32
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for range 60 {
				l, err := Acquire(t.Context(), environments[i%len(environments)], Command, false)
				if err != nil {
					wantHeld(t, err)
					continue
				}
				if n := holders.Add(1); n != 1 {
					t.Errorf("got %d holders at once", n)
				}
				got.Add(1)
				holders.Add(-1)
				l.Release()
			}
		})
	}
	all.Wait()
	if got.Load() == 0 {
		t.Error("nobody ever got the lock")
	}
}

func TestEnvironmentsShareTheLock(t *testing.T) {
	h := newHome(t)
	uid := fmt.Sprint(os.Getuid())
	all := h.places(h.runtime(), h.home())
	for _, tc := range []struct {
		name          string
		first, second Places
		free          bool
	}{
		{"with and without XDG_RUNTIME_DIR", all, h.places(h.home()), false},
		{"without it first", h.places(h.home()), all, false},
		{"an empty environment", all, h.places(), false},
		{"another home", all, h.places(h.runtime(), "HOME="+h.path("other")), false},
		{"another state folder", all, h.places("XDG_STATE_HOME=" + h.path("state")), false},
		{"the state folder by its other name", h.places("XDG_STATE_HOME=" + h.path("home/.local/state")), h.places(h.home()), false},
		{"a relative variable counts as unset", all, h.places("XDG_RUNTIME_DIR=xdg", "XDG_STATE_HOME=state", h.home()), false},
		{"one folder by two names", h.places("XDG_RUNTIME_DIR=" + h.path("run/"+uid)), h.places(), false},
		{"practice is another program", all, func() Places { p := all; p.Name += "-practice"; return p }(), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			first := mustAcquire(t, tc.first, Resident)
			second, err := Acquire(t.Context(), tc.second, Command, false)
			if tc.free {
				if err != nil {
					t.Fatalf("got %v, want the lock", err)
				}
				second.Release()
			} else if held := wantHeld(t, err); held.Kind != Resident || held.PID != os.Getpid() {
				t.Errorf("got %+v, want this process as resident", held.Owner)
			}
			first.Release()
			mustAcquire(t, tc.second, Command).Release()
		})
	}
}

func TestEveryPlaceIsLocked(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	l := mustAcquire(t, p, Resident)
	if got := len(l.Stamps()); got != 3 {
		t.Fatalf("got %d places, want 3 (%v)", got, l.Refused())
	}
	// A clean-up removed lock files: new ones can be made in two places, but the third
	// still shows the holder.
	for _, dir := range []string{"xdg/wolkvox-hold", "run/" + fmt.Sprint(os.Getuid()) + "/wolkvox-hold"} {
		if err := os.RemoveAll(h.path(dir)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Acquire(t.Context(), p, Command, false)
	wantHeld(t, err)
}

func TestReplacedLockFileIsNotTaken(t *testing.T) {
	h := newHome(t)
	s := h.places().candidates()[0]
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	pl, err := openPlace(s, os.Getuid(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer pl.close()
	path := filepath.Join(s.dir, s.file)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if ok, err := pl.lock(); ok || !errors.Is(err, errReplaced) {
		t.Errorf("got %v, %v, want %v", ok, err, errReplaced)
	}
}

func TestKilledHolderLeavesStampAndSocket(t *testing.T) {
	h := newHome(t)
	first := start(t, "resident", []string{h.runUser(), h.runtime(), h.home(), "DISPLAY=:7"})
	first.want("listens")

	p := h.places(h.runtime(), h.home())
	_, err := Acquire(t.Context(), p, Resident, true)
	held := wantHeld(t, err)
	want := Owner{
		Kind: Resident, PID: first.cmd.Process.Pid, Session: ":7", Program: "9.9.9",
		Channel: h.path("xdg/wolkvox-hold/control"),
	}
	if held.Owner != want {
		t.Errorf("got %+v, want %+v", held.Owner, want)
	}
	if found, err := Find(t.Context(), p); err != nil || found != want {
		t.Errorf("find: got %+v, %v, want %+v", found, err, want)
	}

	first.kill()
	if _, err := os.Lstat(want.Channel); err != nil {
		t.Fatalf("the killed resident took its socket along: %v", err)
	}
	if _, err := channel.Dial(t.Context(), want.Channel); !errors.Is(err, channel.ErrNoResident) {
		t.Errorf("dial: got %v, want %v", err, channel.ErrNoResident)
	}
	if found, err := Find(t.Context(), p); !errors.Is(err, channel.ErrNoResident) {
		t.Errorf("find: got %+v, %v, want %v", found, err, channel.ErrNoResident)
	}
	l, err := Acquire(t.Context(), p, Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	for i, stamp := range l.Stamps() {
		if got := string(bytes.TrimRight(stamp, "\x00")); got != "the last press" {
			t.Errorf("stamp %d: got %q, want %q", i, got, "the last press")
		}
	}
	s, err := l.Listen()
	if err != nil {
		t.Fatalf("listen over a stale socket: %v", err)
	}
	serve(t, s)
	c, err := channel.Dial(t.Context(), want.Channel)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	c.Close()
}

// The owner line of a killed holder must never be taken for the next holder's, not even
// until the next holder has every place.
func TestTakingBlanksTheOwner(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	killed := mustAcquire(t, p, Resident)
	for _, pl := range killed.places {
		pl.close()
	}
	l, err := p.acquire(t.Context(), diskTimeout)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	for _, pl := range l.places {
		if o := pl.owner(); o != (Owner{}) {
			t.Errorf("%s: got %+v, want a blank line", pl.dir, o)
		}
	}
}

func TestReleaseLeavesOnlyTheStamp(t *testing.T) {
	h := newHome(t)
	p := h.places(h.home())
	l, err := Acquire(t.Context(), p, Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Listen()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Listen(); err == nil {
		t.Error("a second listen went well")
	}
	if err := l.Store([]byte("stamp")); err != nil {
		t.Fatal(err)
	}
	socket := l.listener.Name
	if fi, err := os.Lstat(socket); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("socket: got %v, %v, want mode 0600", fi, err)
	}
	l.Release()
	l.Release()
	if err := s.Run(t.Context(), sendBack); err == nil {
		t.Error("a released server runs")
	}
	if _, err := os.Lstat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("socket after release: got %v, want it gone", err)
	}
	if err := l.Store([]byte("late")); err == nil {
		t.Error("a released lock stores")
	}
	if _, err := l.Listen(); err == nil {
		t.Error("a released lock listens")
	}
	again := mustAcquire(t, p, Command)
	for _, stamp := range again.Stamps() {
		if want := "stamp" + strings.Repeat("\x00", 59); string(stamp) != want {
			t.Errorf("stamp: got %q, want %q", stamp, want)
		}
	}
}

func TestStampIsReplacedWhole(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime())
	l := mustAcquire(t, p, Command)
	for _, stamp := range [][]byte{bytes.Repeat([]byte{'x'}, 64), []byte("short")} {
		if err := l.Store(stamp); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Store(make([]byte, 65)); err == nil {
		t.Error("65 bytes were stored")
	}
	file, err := os.ReadFile(h.path("xdg/wolkvox-hold/lock"))
	if err != nil {
		t.Fatal(err)
	}
	if len(file) != fileSize || file[fileSize-1] != '\n' {
		t.Errorf("file: got %d bytes %q, want %d", len(file), file, fileSize)
	}
	if got, want := string(file[:stampSize]), "short"+strings.Repeat("\x00", 59); got != want {
		t.Errorf("stamp: got %q, want %q", got, want)
	}
	if o, err := parseOwner(file[stampSize:]); err != nil || o.Kind != Command {
		t.Errorf("owner: got %+v, %v, want a command", o, err)
	}
}

// ownMounts gives a part its own mounts.
func ownMounts(t *testing.T) func(*exec.Cmd) {
	t.Helper()
	attr := &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		attr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	need.Namespaces(t, attr)
	return func(cmd *exec.Cmd) { cmd.SysProcAttr = attr }
}

func TestStoreOnFullDisk(t *testing.T) {
	h := newHome(t)
	env := []string{"HOME=" + h.folder("disk", 0o700), "INSTANCE_TEST_RUN_USER=" + h.path("nothing")}
	start(t, "fulldisk", env, ownMounts(t)).want("stored: <nil>")
}

func TestADiskThatTakesNothing(t *testing.T) {
	for _, disk := range []string{"read-only", "full"} {
		t.Run(disk, func(t *testing.T) {
			h := newHome(t)
			env := []string{"HOME=" + h.folder("disk", 0o700), "INSTANCE_TEST_RUN_USER=" + h.path("nothing"), "INSTANCE_TEST_DISK=" + disk}
			start(t, "poordisk", env, ownMounts(t)).want("true true")
		})
	}
}

func TestStoreNeedsOnePlace(t *testing.T) {
	h := newHome(t)
	l := mustAcquire(t, h.places(h.runtime(), h.home()), Command)
	l.places[0].close()
	if err := l.Store([]byte("one place less")); err != nil {
		t.Errorf("one place broken: got %v, want success", err)
	}
	for _, pl := range l.places {
		pl.close()
	}
	if err := l.Store([]byte("no place left")); err == nil {
		t.Error("all places broken: it was stored")
	}
}

// A held lock with a blank owner line belongs to a process that has not decided yet.
func TestAcquireWaitsForUndecidedHolder(t *testing.T) {
	dead := start(t, "start", nil)
	dead.kill()
	deadPID := dead.cmd.Process.Pid
	const letsGo = 55 * time.Millisecond

	for _, tc := range []struct {
		name   string
		line   Owner         // under the lock
		after  time.Duration // until what comes next; 0: nothing does
		then   Owner         // published then; zero: the lock is released
		want   Owner         // who is named; zero: we get the lock
		within time.Duration // exactly this long
		nobody bool          // held, but nobody can be named
	}{
		{name: "lets go", after: letsGo, within: 60 * time.Millisecond},
		{
			name: "stays", after: letsGo, then: Owner{Kind: Command, PID: os.Getpid()},
			want: Owner{Kind: Command, PID: os.Getpid()}, within: 60 * time.Millisecond,
		},
		{name: "never decides", within: settleTimeout, nobody: true},
		{
			name: "decided already", line: Owner{Kind: Resident, PID: os.Getpid()},
			want: Owner{Kind: Resident, PID: os.Getpid()},
		},
		{
			name: "opens its channel", line: Owner{Kind: Resident, PID: os.Getpid(), Opening: true},
			after: letsGo, then: Owner{Kind: Resident, PID: os.Getpid(), Channel: "/c"},
			want: Owner{Kind: Resident, PID: os.Getpid(), Channel: "/c"}, within: 60 * time.Millisecond,
		},
		{
			name: "left by a killed process", line: Owner{Kind: Resident, PID: deadPID, Channel: "/c"},
			after: letsGo, within: 60 * time.Millisecond,
		},
		{
			name: "a process that cannot be seen", line: Owner{Kind: Resident, PID: deadPID, Channel: "/c"},
			want: Owner{Kind: Resident, PID: deadPID, Channel: "/c"}, within: 90 * time.Millisecond,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHome(t)
			p := h.places(h.runtime())
			synctest.Test(t, func(t *testing.T) {
				other, err := p.acquire(t.Context(), diskTimeout)
				if err != nil {
					t.Fatal(err)
				}
				defer other.Release()
				other.setOwner(tc.line)
				if err := other.publish(); err != nil {
					t.Fatal(err)
				}
				if tc.after > 0 {
					time.AfterFunc(tc.after, func() {
						if tc.then == (Owner{}) {
							other.Release()
							return
						}
						other.setOwner(tc.then)
						_ = other.publish()
					})
				}
				begin := time.Now()
				l, err := Acquire(t.Context(), p, Command, false)
				if took := time.Since(begin); took != tc.within {
					t.Errorf("took %v, want %v", took, tc.within)
				}
				if tc.want == (Owner{}) && !tc.nobody {
					if err != nil {
						t.Fatalf("got %v, want the lock", err)
					}
					l.Release()
					return
				}
				if held := wantHeld(t, err); held.Owner != tc.want {
					t.Errorf("got %+v, want %+v", held.Owner, tc.want)
				}
			})
		})
	}
}

func TestAcquireEndsWithItsContext(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime())
	synctest.Test(t, func(t *testing.T) {
		other, err := p.acquire(t.Context(), diskTimeout)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Release()
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Millisecond)
		defer cancel()
		begin := time.Now()
		_, err = Acquire(ctx, p, Command, false)
		wantHeld(t, err)
		if took := time.Since(begin); took != 25*time.Millisecond {
			t.Errorf("took %v, want 25ms", took)
		}
	})
}

// Usable is not a press: a toggle that meets it waits, and does not take it for a
// command that toggles.
// Whoever comes while the last thing is stored is not told of a holder, which could not tell
// of that press any more, but waits for the lock.
func TestNobodyIsRefusedAtTheEnd(t *testing.T) {
	p := newHome(t).places()
	l, err := Acquire(t.Context(), p, Command, false)
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	holder := func() Owner {
		_, err := Acquire(over, p, Command, false)
		held := (*HeldError)(nil)
		if !errors.As(err, &held) {
			t.Fatalf("got %v, want that the lock is held", err)
		}
		return held.Owner
	}
	if o := holder(); o.Kind != Command {
		t.Errorf("before its end the holder is %+v", o)
	}
	next := make(chan error, 1)
	l.ReleaseAfter(func() {
		if o := holder(); o != (Owner{}) {
			t.Errorf("at its end the holder is %+v, want none that is known", o)
		}
		go func() {
			l, err := Acquire(t.Context(), p, Command, false)
			if err == nil {
				l.Release()
			}
			next <- err
		}()
	})
	if err := <-next; err != nil {
		t.Errorf("the one that waited: %v", err)
	}
}

func TestFindLeavesNoTrace(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	if o, err := Find(t.Context(), p); !errors.Is(err, channel.ErrNoResident) {
		t.Fatalf("nothing there: got %+v, %v, want %v", o, err, channel.ErrNoResident)
	}
	if _, err := os.Lstat(h.path("xdg/wolkvox-hold")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the question made a folder: %v", err)
	}
	l := mustAcquire(t, p, Command)
	if o, err := Find(t.Context(), p); err != nil || o.Kind != Command || o.Channel != "" {
		t.Errorf("a command: got %+v, %v", o, err)
	}
	l.Release()

	// While only Usable is called, no owner is ever seen.
	var reading sync.WaitGroup
	asked := make(chan bool)
	reading.Go(func() {
		pl, err := openPlace(p.candidates()[0], p.UID, false)
		if err != nil {
			t.Error(err)
			return
		}
		defer pl.close()
		for {
			select {
			case <-asked:
				return
			default:
				if o := pl.owner(); o != (Owner{}) {
					t.Errorf("beside questions: got %+v, want a blank line", o)
					return
				}
			}
		}
	})
	for range 500 {
		if _, err := Find(t.Context(), p); !errors.Is(err, channel.ErrNoResident) {
			t.Errorf("find: got %v, want %v", err, channel.ErrNoResident)
		}
	}
	close(asked)
	reading.Wait()

	// A toggle that meets Usable gets the lock.
	var asking sync.WaitGroup
	defer asking.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	asking.Go(func() {
		for ctx.Err() == nil {
			_, _ = Find(ctx, p)
		}
	})
	for range 50 {
		l, err := Acquire(t.Context(), p, Command, false)
		if err != nil {
			t.Fatalf("acquire beside questions: %v", err)
		}
		l.Release()
	}
}

func TestAcquireRefusesBadNames(t *testing.T) {
	h := newHome(t)
	for _, name := range []string{"", ".", "..", "a/b", `a\b`, "a:b"} {
		p := h.places(h.runtime())
		p.Name = name
		if _, err := Acquire(t.Context(), p, Command, false); err == nil {
			t.Errorf("name %q was taken", name)
		}
		if _, err := Find(t.Context(), p); err == nil || errors.Is(err, channel.ErrNoResident) {
			t.Errorf("name %q was looked for: %v", name, err)
		}
	}
	if _, err := Acquire(t.Context(), h.places(h.runtime()), "else", false); err == nil {
		t.Error(`kind "else" was taken`)
	}
}

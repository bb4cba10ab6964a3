package instance

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
)

// The test program is also the other process of these tests.
const helperKey = "INSTANCE_TEST_HELPER"

func TestMain(m *testing.M) {
	if name := os.Getenv(helperKey); name != "" {
		holdLock(name)
		return
	}
	os.Exit(m.Run())
}

// newPlaces returns a simulated machine: a fresh profile, and a name that no other test
// uses, because all processes of a machine share the names of pipes.
func newPlaces(t *testing.T) Places {
	t.Helper()
	dir := t.TempDir()
	return Places{
		Name:    "hold-test-" + rand.Text()[:10],
		Program: "1.2.3",
		Home:    func() string { return "" },
		Getenv: func(key string) string {
			if key == "LOCALAPPDATA" {
				return dir
			}
			return ""
		},
	}
}

// holdLock is a resident that holds the lock and answers, until it is killed.
func holdLock(name string) {
	l, err := Acquire(context.Background(), Places{Name: name, Program: "9.9.9"}, Resident, true)
	if err == nil {
		err = l.Store([]byte("the last press"))
	}
	var s *channel.Server
	if err == nil {
		s, err = l.Listen()
	}
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	fmt.Println("listens")
	_ = s.Run(context.Background(), sendBack)
}

func TestLockAndChannel(t *testing.T) {
	p := newPlaces(t)
	if _, err := Find(t.Context(), p); !errors.Is(err, channel.ErrNoResident) {
		t.Fatalf("before: got %v, want %v", err, channel.ErrNoResident)
	}
	// Repeatedly, without a pause: no name is kept in use by the previous holder.
	for range 5 {
		l, err := Acquire(t.Context(), p, Resident, true)
		if err != nil {
			t.Fatal(err)
		}
		s, err := l.Listen()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx, sendBack) }()

		_, err = Acquire(t.Context(), p, Command, false)
		var held *HeldError
		if !errors.As(err, &held) {
			t.Fatalf("a second holder: got %v, want a HeldError", err)
		}
		sid, session, err := channel.CurrentUser()
		if err != nil {
			t.Fatal(err)
		}
		want := Owner{
			Kind: Resident, PID: os.Getpid(), Channel: fmt.Sprintf(`\\.\pipe\%s-%s-%d`, p.Name, sid, session),
			Session: fmt.Sprint("session ", session), Program: "1.2.3",
		}
		if held.Owner != want {
			t.Errorf("owner: got %+v, want %+v", held.Owner, want)
		}
		c, err := channel.Dial(t.Context(), held.Channel)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := c.Call(t.Context(), "echo", "heard", &back); err != nil || back != "heard" {
			t.Errorf("got %q, %v, want heard", back, err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
		l.Release()
		c.Close()
	}
}

// TestKilledHolder: the kernel frees the lock and the pipe's name; the stamp stays.
func TestKilledHolder(t *testing.T) {
	p := newPlaces(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperKey+"="+p.Name, "LOCALAPPDATA="+p.Getenv("LOCALAPPDATA"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if line, _ := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(line) != "listens" {
		t.Fatalf("the holder said %q", line)
	}
	owner, err := Find(t.Context(), p)
	if err != nil || owner.PID != cmd.Process.Pid || owner.Program != "9.9.9" {
		t.Fatalf("got %+v, %v, want process %d", owner, err, cmd.Process.Pid)
	}
	c, err := channel.Dial(t.Context(), owner.Channel)
	if err != nil || c.PeerPID() != cmd.Process.Pid {
		t.Fatalf("dial: %v", err)
	}
	defer c.Close()
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if err := c.Call(t.Context(), "press", channel.Now(), nil); !errors.Is(err, channel.ErrNotSent) {
		t.Errorf("killed before the message: got %v, want %v", err, channel.ErrNotSent)
	}
	if processExists(cmd.Process.Pid) {
		t.Error("it counts as alive")
	}
	l, err := Acquire(t.Context(), p, Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	if got := strings.TrimRight(string(l.Stamps()[0]), "\x00"); got != "the last press" {
		t.Errorf("stamp: got %q, want the last press", got)
	}
	if _, err := l.Listen(); err != nil {
		t.Errorf("its name: %v", err)
	}
}

// TestSquattedChannelIsToldAndLeft: Listen returns an error, the lock stays, and the
// lock file names no channel.
func TestSquattedChannelIsToldAndLeft(t *testing.T) {
	p := newPlaces(t)
	squatter, err := channel.Listen(p.Name, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer squatter.Close()
	l, err := Acquire(t.Context(), p, Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	if _, err := l.Listen(); !errors.Is(err, channel.ErrTaken) {
		t.Errorf("got %v, want %v", err, channel.ErrTaken)
	}
	owner, err := Find(t.Context(), p)
	if err != nil || owner.Channel != "" || owner.Opening || owner.PID != os.Getpid() {
		t.Errorf("got %+v, %v, want this process without a channel", owner, err)
	}
}

func TestNoProfile(t *testing.T) {
	p := newPlaces(t)
	p.Getenv = func(string) string { return "" }
	if _, err := Acquire(t.Context(), p, Command, false); !errors.Is(err, ErrNoPlace) {
		t.Errorf("got %v, want %v", err, ErrNoPlace)
	}
}

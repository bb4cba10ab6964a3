//go:build nowindow

package eventage

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// clicksKey makes the test program a process with clicks.
const clicksKey = "WOLKVOX_HOLD_TEST_CLICKS"

func TestMain(m *testing.M) {
	if os.Getenv(clicksKey) != "" {
		os.Exit(clicksMain())
	}
	os.Exit(m.Run())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// clicksMain is a process whose clicks are lines. It prints for each whether it can be
// from before a standstill.
func clicksMain() int {
	ctx, cancel := context.WithCancel(context.Background())
	var c Clicks
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	for {
		c.mu.Lock()
		ready := c.still != nil
		c.mu.Unlock()
		if ready {
			break
		}
		time.Sleep(time.Millisecond)
	}
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if age, _ := c.Age(); age > 0 {
			fmt.Println("old")
		} else {
			fmt.Println("new")
		}
	}
	cancel()
	if err := <-ended; err != nil {
		fmt.Println(err)
	}
	return 0
}

// clicker is the test's end of such a process.
type clicker struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Scanner
}

func newClicker(t *testing.T) *clicker {
	t.Helper()
	c := &clicker{t: t, cmd: exec.Command(os.Args[0])}
	c.cmd.Env = append(os.Environ(), clicksKey+"=1")
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	c.cmd.Stderr = os.Stderr
	in, err := c.cmd.StdinPipe()
	must(t, err)
	out, err := c.cmd.StdoutPipe()
	must(t, err)
	must(t, c.cmd.Start())
	t.Cleanup(func() { _ = in.Close(); c.wake(); _ = c.cmd.Wait() })
	c.in, c.out = in, bufio.NewScanner(out)
	c.says("ready")
	return c
}

func (c *clicker) click() {
	c.t.Helper()
	_, err := fmt.Fprintln(c.in, "click")
	must(c.t, err)
}

func (c *clicker) hears() string {
	c.t.Helper()
	if !c.out.Scan() {
		c.t.Fatal("the process has ended")
	}
	return c.out.Text()
}

func (c *clicker) says(want string) {
	c.t.Helper()
	if got := c.hears(); got != want {
		c.t.Fatalf("got %q, want %q", got, want)
	}
}

// TestAClickFromBeforeAStandstillIsOld: what the bus kept while the process was stopped
// must not toggle when it goes on.
func TestAClickFromBeforeAStandstillIsOld(t *testing.T) {
	c := newClicker(t)
	for range 20 {
		c.click()
		c.says("new")
	}
	for range 10 {
		c.stop()
		c.click()
		c.click()
		c.wake()
		c.says("old")
		c.says("old")
		// What is made long after it is new again.
		for answer := "old"; answer != "new"; answer = c.hears() {
			time.Sleep(3 * PollInterval)
			c.click()
		}
		c.click()
		c.says("new")
	}
	// After a standstill in which nobody clicked, the first click is new. One that comes
	// at once counts as old, and a busy machine may take its time: one try is enough.
	answer := "old"
	for tries := 0; answer == "old" && tries < 10; tries++ {
		time.Sleep(10 * PollInterval) // so that nobody looks any more
		c.stop()
		c.wake()
		time.Sleep(10 * PollInterval)
		c.click()
		answer = c.hears()
	}
	if answer != "new" {
		t.Error("a second after a standstill a click is still old")
	}
}

func TestWhatTheKernelTellsOfAThread(t *testing.T) {
	const told = "Name:\ttest\nState:\tS (sleeping)\nTgid:\t7\nvoluntary_ctxt_switches:\t41\nnonvoluntary_ctxt_switches:\t1\n"
	for _, tt := range []struct {
		name, status string
		n            uint64
		asleep       bool
	}{
		{"it sleeps", told, 42, true},
		{"it is stopped", "State:\tT (stopped)\nvoluntary_ctxt_switches:\t43\nnonvoluntary_ctxt_switches:\t1\n", 44, false},
		{"no number", "State:\tS (sleeping)\nvoluntary_ctxt_switches:\tx\n", 0, false},
		{"nothing", "", 0, false},
	} {
		if n, asleep := switches([]byte(tt.status)); n != tt.n || asleep != tt.asleep {
			t.Errorf("%s: got %d, %v, want %d, %v", tt.name, n, asleep, tt.n, tt.asleep)
		}
	}
}

func FuzzSwitches(f *testing.F) {
	f.Add([]byte("State:\tS (sleeping)\nvoluntary_ctxt_switches:\t41\n"))
	f.Add([]byte("State\nState:\n:\nvoluntary_ctxt_switches:\t-1"))
	f.Fuzz(func(t *testing.T, status []byte) {
		if _, asleep := switches(status); asleep && !bytes.Contains(status, []byte("State:")) {
			t.Errorf("%q: a thread of no state sleeps", status)
		}
	})
}

// wake lets the process go on.
func (c *clicker) wake() { _ = c.cmd.Process.Signal(syscall.SIGCONT) }

// stop makes the process hang, and returns when all its threads do.
func (c *clicker) stop() {
	c.t.Helper()
	must(c.t, c.cmd.Process.Signal(syscall.SIGSTOP))
	var status syscall.WaitStatus
	for {
		_, err := syscall.Wait4(c.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
		if err == nil && status.Stopped() {
			return
		}
		if err != syscall.EINTR {
			c.t.Fatalf("stop: got %v, %v", status, err)
		}
	}
}

//go:build desktop && linux

package tray

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
)

// The tray library supports one icon per process. So each test runs its tray in a child process, this test program
// itself, which reads commands from its standard input and reports events on its standard output.
const childMark = "WOLKVOX_HOLD_TRAY_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childMark) != "" {
		runChild()
		return
	}
	os.Exit(m.Run())
}

// shade is the grey of a state's picture, by which the host identifies the state.
var shade = map[string]uint8{"ready": 10, "working": 20, "toggled": 30}

// edge is the last pixel of each picture, which shines through.
var edge = color.NRGBA{R: 200, G: 100, B: 50, A: 77}

func childView(state string) View {
	img := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	for i := range 16 {
		img.SetNRGBA(i%4, i/4, color.NRGBA{shade[state], shade[state], shade[state], 255})
	}
	img.SetNRGBA(3, 3, edge)
	var picture bytes.Buffer
	_ = png.Encode(&picture, img)
	return View{
		Icon: picture.Bytes(), Tooltip: "tip " + state, Title: "title " + state,
		Items: []Item{
			{ID: "state", Label: "state_" + state, Disabled: true},
			{ID: "toggle", Label: "Toggle hold", Disabled: state == "working"},
			{Separator: true},
			{ID: "setup", Label: "Set up", Hidden: state != "toggled"},
			{ID: "quit", Label: "Quit"},
		},
	}
}

func runChild() {
	ctx, cancel := context.WithCancel(context.Background())
	say := func(format string, args ...any) { fmt.Printf(format+"\n", args...) }
	var counting, overlapped atomic.Bool
	var taps, inside atomic.Int32
	tr := &Tray{
		ID: "wolkvox-hold-test",
		Tapped: func(time.Time) {
			if !counting.Load() {
				say("tapped")
				return
			}
			taps.Add(1)
			if inside.Add(1) > 1 {
				overlapped.Store(true)
			}
			time.Sleep(time.Millisecond)
			inside.Add(-1)
		},
		Clicked: func(id string, _ time.Time) { say("clicked %s", id) },
		Opened:  func() { say("opened") },
		Ready:   func() { say("ready") },
		Lost:    func(err error) { say("lost %s", Code(err)) },
		Back:    func() { say("back") },
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			word, state, _ := strings.Cut(in.Text(), " ")
			switch word {
			case "show":
				tr.Show(childView(state), false)
			case "status":
				host, err := tr.Status()
				say("status %v %q", host, Code(err))
			case "count":
				counting.Store(true)
				say("counting")
			case "counted":
				if taps.Load() > 0 && !overlapped.Load() {
					say("tapped once at a time")
				}
			case "stop":
				cancel()
			}
		}
	}()
	err := tr.Run(ctx, childView("ready"))
	say("ended %v", err)
	<-closed // the process outlives its tray, so that the test can check what the tray left behind
}

// child is a child process with a tray.
type child struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines chan string
}

func startChild(t *testing.T, b *busdaemon.Bus) *child {
	t.Helper()
	k := &child{t: t, cmd: exec.Command(os.Args[0]), lines: make(chan string, 64)}
	k.cmd.Env = append(os.Environ(), childMark+"=1", "DBUS_SESSION_BUS_ADDRESS="+b.Address)
	k.cmd.Stderr = os.Stderr
	stdin, err := k.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	k.stdin = stdin
	stdout, err := k.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := k.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(k.lines)
		for out := bufio.NewScanner(stdout); out.Scan(); {
			k.lines <- out.Text()
		}
	}()
	t.Cleanup(func() { _ = k.cmd.Process.Kill(); _ = k.cmd.Wait() })
	return k
}

func (k *child) do(line string) {
	k.t.Helper()
	if _, err := fmt.Fprintln(k.stdin, line); err != nil {
		k.t.Fatal(err)
	}
}

// want reads the child's next line.
func (k *child) want(want string) {
	k.t.Helper()
	select {
	case got, open := <-k.lines:
		if !open || got != want {
			k.t.Fatalf("got %q (child alive: %v), want %q", got, open, want)
		}
	case <-time.After(timeout):
		k.t.Fatalf("got nothing, want %q", want)
	}
}

// wantEnd stops the tray, runs the checks, and expects the child to end without errors or further reports.
func (k *child) wantEnd(checks ...func()) {
	k.t.Helper()
	k.do("stop")
	k.want("ended <nil>")
	for _, f := range checks {
		f()
	}
	_ = k.stdin.Close()
	if line, open := <-k.lines; open {
		k.t.Errorf("got %q after the end, want nothing", line)
	}
	if err := k.cmd.Wait(); err != nil {
		k.t.Errorf("child: got %v, want exit 0", err)
	}
}

//go:build linux && nowindow

package app

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// outputs are streams that take nothing.
func outputs(t *testing.T) map[string]*os.File {
	t.Helper()
	reader, pipe, err := os.Pipe()
	must(t, err)
	must(t, reader.Close())
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	must(t, err)
	readOnly, err := os.Open(os.DevNull)
	must(t, err)
	controller, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	must(t, unix.IoctlSetPointerInt(int(controller.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(controller.Fd()), unix.TIOCGPTN)
	must(t, err)
	terminal, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	must(t, controller.Close())
	all := map[string]*os.File{"a pipe without a reader": pipe, "a full disk": full, "no stream": readOnly, "a closed terminal": terminal}
	for name, file := range all {
		t.Cleanup(func() { file.Close() })
		if _, err := file.WriteString("x"); err == nil {
			t.Errorf("%s takes what is written", name)
		}
	}
	return all
}

// TestProcessesOutputThatNobodyTakes: what a command did is in its exit code, also
// where nothing can be printed.
func TestProcessesOutputThatNobodyTakes(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	commands := []string{
		"toggle", "toggle --json", "status", "status --json", "token status", "token status --json", "token set",
		"config show", "config show --json", "config get server", "config get nothing", "config set language en",
		"help", "help toggle", "completion bash", "version", "nothing", "doctor", "doctor --json", "quit",
	}
	toggled := 0
	t.Run("commands", func(t *testing.T) {
		for i, command := range commands {
			args := strings.Fields(command)
			code := func(out, errOut *os.File) int {
				if args[0] == "toggle" {
					w.gapPasses()
					toggled++
				}
				p := &process{t: t}
				if out == nil {
					return w.launch(p, &p.out, &p.err, args).wait()
				}
				return w.launch(p, out, errOut, args).wait()
			}
			want := code(nil, nil)
			all := outputs(t)
			names := slices.Sorted(maps.Keys(all))
			if args[0] != "toggle" { // the others print by the same few functions
				names = names[i%len(names):][:1]
			}
			for _, name := range names {
				if got := code(all[name], all[name]); got != want {
					t.Errorf("%s into %s: exit %d, want %d", command, name, got, want)
				}
			}
		}
	})
	t.Run("a toggle into a pipe that nobody reads", func(t *testing.T) {
		w.gapPasses()
		pipe := fullPipe(t)
		if code := w.launch(&process{t: t}, pipe, pipe, []string{"toggle"}).wait(); code != env.ExitDone {
			t.Errorf("exit %d, want %d", code, env.ExitDone)
		}
		toggled++
	})
	// A resident that waited for one of these would report no outcome.
	streams := outputs(t)
	streams["a pipe that nobody reads"] = fullPipe(t)
	for name, file := range streams {
		t.Run("a resident that prints to "+name, func(t *testing.T) {
			w.gapPasses()
			resident := w.launch(&process{t: t}, file, file, []string{"--background"})
			w.until("the resident listens", func() bool { return w.listens() })
			wantTold(t, w.toggle(), hold.Toggled, "confirmed")
			w.wantResidentToggled()
			toggled++
			w.start([]string{"quit"}).wait()
			if code := resident.wait(); code != env.ExitDone {
				t.Errorf("exit %d, want %d", code, env.ExitDone)
			}
		})
	}
	if got := w.toggles(); got != toggled {
		t.Errorf("toggled %d times, want %d", got, toggled)
	}
}

// fullPipe is a pipe without room.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	var ends [2]int
	must(t, unix.Pipe2(ends[:], unix.O_CLOEXEC|unix.O_NONBLOCK))
	for _, err := unix.Write(ends[1], []byte("x")); err == nil; {
		_, err = unix.Write(ends[1], make([]byte, 1<<12))
	}
	for _, err := unix.Write(ends[1], []byte("x")); err == nil; {
		_, err = unix.Write(ends[1], []byte("x"))
	}
	must(t, unix.SetNonblock(ends[1], false))
	pipe := os.NewFile(uintptr(ends[1]), "pipe")
	t.Cleanup(func() { unix.Close(ends[0]); pipe.Close() })
	return pipe
}

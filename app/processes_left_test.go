//go:build linux && nowindow

package app

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// pretend holds the lock as a resident of that session, and answers status so. It says
// whether it was asked to end, and ends then where mayEnd is true.
func (w *workplace) pretend(session string, status residentapi.Status, mayEnd bool) (asked *atomic.Bool, over <-chan struct{}) {
	w.t.Helper()
	asked = new(atomic.Bool)
	ended := make(chan func(), 1)
	over, end := w.pretendAnswer(session, func(op string) channel.Message {
		switch op {
		case residentapi.OpStatus:
			data, _ := json.Marshal(status)
			return channel.Message{Data: data}
		case residentapi.OpQuit:
			asked.Store(true)
			if mayEnd {
				(<-ended)()
			}
		}
		return channel.Message{}
	})
	ended <- end
	return asked, over
}

// pretendAnswer holds the lock as a resident of that session which answers each operation so.
// End makes it release the lock.
func (w *workplace) pretendAnswer(session string, answer func(op string) channel.Message) (over <-chan struct{}, end func()) {
	w.t.Helper()
	places := w.places()
	places.Getenv = func(key string) string {
		if key == "DISPLAY" {
			return session
		}
		return w.env[key]
	}
	lock, err := instance.Acquire(w.t.Context(), places, instance.Resident, true)
	must(w.t, err)
	w.t.Cleanup(lock.Release)
	server, err := lock.Listen()
	must(w.t, err)
	ctx, end := context.WithCancel(w.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Run(ctx, func(_ context.Context, _ *channel.Conn, m channel.Message) channel.Message { return answer(m.Op) })
		lock.Release()
	}()
	w.t.Cleanup(func() { end(); <-ended })
	return ended, end
}

// TestProcessesLeftBehind: a resident whose desktop has gone, or that was started before
// the desktop's variables, makes room for a start that has a desktop; any other goes on
// serving.
func TestProcessesLeftBehind(t *testing.T) {
	t.Parallel()
	const display, noBus = "DISPLAY=:4711", "DBUS_SESSION_BUS_ADDRESS="
	for _, tt := range []struct {
		name     string
		status   residentapi.Status
		session  string // of the first
		changes  []string
		makeRoom bool
	}{
		{"its desktop went", residentapi.Status{HotkeyTrouble: hotkey.CodeLost}, "", nil, true},
		{"no display, like this start", residentapi.Status{HotkeyTrouble: hotkey.CodeNoDisplay}, "", nil, false},
		{"no display, and this start has X", residentapi.Status{HotkeyTrouble: hotkey.CodeNoDisplay}, "", []string{display}, true},
		{"no display, and this start has Wayland", residentapi.Status{HotkeyTrouble: hotkey.CodeNoDisplay}, "", []string{"WAYLAND_DISPLAY=wayland-4711"}, true},
		{"its chord is taken", residentapi.Status{HotkeyTrouble: hotkey.CodeTaken}, "", []string{display}, false},
		{"no bus, and this start of its desktop has one", residentapi.Status{TrayTrouble: "tray_bus"}, ":4711", []string{display}, true},
		{"no bus, and this start has none either", residentapi.Status{TrayTrouble: "tray_bus"}, ":4711", []string{display, noBus}, false},
		{"no bus, at another desktop", residentapi.Status{TrayTrouble: "tray_bus"}, ":1", []string{display}, false},
		{"all is well", residentapi.Status{}, "", []string{display}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkplace(t)
			tt.status.Running = true
			asked, over := w.pretend(tt.session, tt.status, tt.makeRoom)
			next := w.start([]string{"--background"}, tt.changes...)
			t.Cleanup(next.wake)
			if !tt.makeRoom {
				if code := next.wait(); code != env.ExitDone || asked.Load() {
					t.Errorf("the next start: got exit %d, want %d; the resident was asked to end: %v, want false", code, env.ExitDone, asked.Load())
				}
				return
			}
			w.until("the resident is asked to end", asked.Load)
			<-over
			w.until("the next one listens", w.listens)
			if !w.status().Running {
				t.Error("the next start has no resident")
			}
		})
	}
}

// TestProcessesLastOneEnds: a log-on that comes while the last one's resident is still ending,
// or while a command presses, waits for the lock and serves then.
func TestProcessesLastOneEnds(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(w *workplace) (release func()){
		"its channel has closed": func(w *workplace) func() {
			lock, err := instance.Acquire(w.t.Context(), w.places(), instance.Resident, true)
			must(w.t, err)
			server, err := lock.Listen()
			must(w.t, err)
			over, end := context.WithCancel(w.t.Context())
			end()
			must(w.t, server.Run(over, nil))
			return lock.Release
		},
		"it says that it ends": func(w *workplace) func() {
			over, end := w.pretendAnswer("", func(string) channel.Message { return channel.Message{Err: "ending"} })
			return func() { end(); <-over }
		},
		"a command presses": func(w *workplace) func() { return w.lock(instance.Command).Release },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkplace(t)
			release := hold(w)
			opened := w.countLockOpened()
			next := w.start([]string{"--background"})
			t.Cleanup(next.wake)
			// One attempt opens each of the two files fewer times.
			w.until("the start tries again and again", func() bool { return opened() > 10 })
			release()
			w.until("it listens", w.listens)
		})
	}
}

// countLockOpened returns how often the lock's files have been opened since.
func (w *workplace) countLockOpened() (opened func() int) {
	w.t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	must(w.t, err)
	w.t.Cleanup(func() { unix.Close(fd) })
	for _, file := range w.lockFiles() {
		_, err := unix.InotifyAddWatch(fd, file, unix.IN_OPEN)
		must(w.t, err)
	}
	times, buffer := 0, make([]byte, 4096)
	return func() int {
		// An event of a watched file has no name, and so one size.
		if n, err := unix.Read(fd, buffer); err == nil {
			times += n / unix.SizeofInotifyEvent
		}
		return times
	}
}

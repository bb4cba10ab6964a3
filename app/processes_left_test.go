//go:build linux && nowindow

package app

import (
	"context"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// TestProcessesLeftBehind: a resident whose desktop has gone makes room for the next
// log-on's; any other goes on serving.
func TestProcessesLeftBehind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		trouble  string
		makeRoom bool
	}{
		{hotkey.CodeLost, true},
		{hotkey.CodeNoDisplay, false},
		{hotkey.CodeTaken, false},
		{"", false},
	} {
		t.Run("trouble "+tt.trouble, func(t *testing.T) {
			w := newWorkplace(t)
			lock, err := control.Acquire(t.Context(), w.places(), control.Resident, true)
			must(t, err)
			t.Cleanup(lock.Release)
			server, err := lock.Listen()
			must(t, err)
			var asked atomic.Bool
			ctx, end := context.WithCancel(t.Context())
			over := make(chan struct{})
			go func() {
				defer close(over)
				_ = server.Run(ctx, func(_ context.Context, _ *control.Conn, m control.Message) control.Message {
					switch m.Op {
					case opStatus:
						return reply(statusReply{Running: true, HotkeyTrouble: tt.trouble})
					case opQuit:
						asked.Store(true)
						if tt.makeRoom {
							end()
						}
					}
					return control.Message{}
				})
				lock.Release()
			}()
			t.Cleanup(func() { end(); <-over })
			next := w.start([]string{"--background"})
			t.Cleanup(next.wake)
			if !tt.makeRoom {
				if code := next.wait(); code != exitDone || asked.Load() {
					t.Errorf("the next start: got exit %d, want %d; the resident was asked to end: %v, want false", code, exitDone, asked.Load())
				}
				return
			}
			w.until("the resident is asked to end", asked.Load)
			<-over
			w.until("the next one listens", w.listens)
			if !w.status().Running {
				t.Error("the next log-on has no resident")
			}
		})
	}
}

// TestProcessesLogOffDuringAPress: what is told while the session ends may be seen by
// nobody, so the next start tells of an unknown outcome again, and only the next one.
func TestProcessesLogOffDuringAPress(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	must(t, w.server.MisbehaveNext("never_answers_executed"))
	r := w.resident()
	command := w.press()
	w.until("the request came", func() bool { return len(w.server.Requests()) == 1 })
	r.signal(syscall.SIGTERM)
	said, _ := w.hear(command)
	wantTold(t, said, hold.Unknown, "canceled_in_flight")
	if code := r.wait(); code != exitDone {
		t.Errorf("the resident ended with %d, want %d", code, exitDone)
	}

	next := w.resident()
	w.until("the next start tells", func() bool { return w.notes.shown(cutShort) })
	if s := w.status(); s.LastOutcome != string(hold.Unknown) || s.LastReason != string(hold.Crashed) {
		t.Errorf("the next start told %s (%s), want unknown (crashed)", s.LastOutcome, s.LastReason)
	}
	next.signal(syscall.SIGTERM)
	next.wait()
	w.resident()
	if s := w.status(); s.LastOutcome != "" {
		t.Errorf("the start after it told %s (%s), want nothing", s.LastOutcome, s.LastReason)
	}
	w.tally("a log-off during a press that is never answered", 1)
}

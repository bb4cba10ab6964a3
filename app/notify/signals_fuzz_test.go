//go:build linux

package notify

import (
	"io"
	"log/slog"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// FuzzDaemon plays a notification daemon that says anything: each step is a kind
// of message and the values of its body. The next note may only replace one that
// the daemon numbered, and that it has not closed since.
func FuzzDaemon(f *testing.F) {
	const (
		number = iota // the answer to Notify
		closed
		owner
		other
		steps
	)
	values := append([]any{uint32(7), uint32(8), daemonName, ":1.5", ""}, fakebus.Values()...)
	for _, script := range [][]byte{
		{number, 1, 0, closed, 2, 0, 0},        // numbered, then closed
		{closed, 2, 0, 0, number, 1, 0},        // closed before we knew the number
		{number, 1, 0, closed, 1, 3},           // a number that is none
		{number, 1, 0, owner, 3, 2, 3, 4},      // the daemon went away
		{number, 1, 0, owner, 1, 2, number, 0}, // too little said
		{number, 2, 0, 1, other, 1, 0},         // too much said
	} {
		f.Add(script)
	}
	bus, _ := dbus.NewConn(hungUp{})
	_ = bus.Close()
	f.Fuzz(func(t *testing.T, script []byte) {
		l := &line{conn: bus, n: &Notifier{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}}
		open := map[uint32]bool{0: true}
		var lastClosed uint32
		for len(script) >= 2 {
			step, n := script[0]%steps, min(int(script[1])%5, len(script)-2)
			body := fakebus.Body(script[2:2+n], values)
			script = script[2+n:]
			var first uint32
			if len(body) > 0 {
				first, _ = body[0].(uint32)
			}
			switch step {
			case number:
				l.answered(&dbus.Call{Body: body})
				if len(body) == 1 && first != 0 && l.shown != first && l.closed != first {
					t.Fatalf("numbered %d: would replace %d", first, l.shown)
				}
				if first == lastClosed && len(body) == 1 && l.shown != 0 && first != 0 {
					t.Fatalf("numbered %d, which is closed: would replace %d", first, l.shown)
				}
				if len(body) != 1 && (l.shown != 0 || l.n.err == nil) {
					t.Fatalf("numbered %v: would replace %d, error %v", body, l.shown, l.n.err)
				}
				open[l.shown] = true
			case closed:
				l.heard(&dbus.Signal{Name: daemonName + ".NotificationClosed", Body: body})
				lastClosed = first
				delete(open, first)
				open[0] = true
			case owner:
				l.heard(&dbus.Signal{Name: "org.freedesktop.DBus.NameOwnerChanged", Body: body})
				if len(body) == 3 {
					open = map[uint32]bool{0: true}
				}
			case other:
				before := l.shown
				l.heard(&dbus.Signal{Name: daemonName + ".ActionInvoked", Body: body})
				if l.shown != before {
					t.Fatalf("ActionInvoked%v changed what is shown", body)
				}
			}
			if !open[l.shown] {
				t.Fatalf("would replace %d, which is gone", l.shown)
			}
		}
	})
}

// hungUp is the end of a connection whose other end went away.
type hungUp struct{}

func (hungUp) Read([]byte) (int, error)  { return 0, io.EOF }
func (hungUp) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (hungUp) Close() error              { return nil }

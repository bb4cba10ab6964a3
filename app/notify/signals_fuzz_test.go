//go:build linux

package notify

import (
	"io"
	"log/slog"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// FuzzDaemon plays a daemon that sends arbitrary messages: each step is a kind of message and its values. The next note
// may only replace a note whose ID the daemon returned and that is not closed.
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
		{number, 1, 0, closed, 2, 0, 0},        // shown, then closed
		{closed, 2, 0, 0, number, 1, 0},        // closed before we knew the ID
		{number, 1, 0, closed, 1, 3},           // an ID of another type
		{number, 1, 0, owner, 3, 2, 3, 4},      // the daemon ended
		{number, 1, 0, owner, 1, 2, number, 0}, // too few values
		{number, 2, 0, 1, other, 1, 0},         // too many values
	} {
		f.Add(script)
	}
	bus, _ := dbus.NewConn(closedConn{})
	_ = bus.Close()
	f.Fuzz(func(t *testing.T, script []byte) {
		l := &client{conn: bus, n: &Notifier{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}}
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
				l.onReply(&dbus.Call{Body: body})
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
				l.onSignal(&dbus.Signal{Name: daemonName + ".NotificationClosed", Body: body})
				lastClosed = first
				delete(open, first)
				open[0] = true
			case owner:
				l.onSignal(&dbus.Signal{Name: "org.freedesktop.DBus.NameOwnerChanged", Body: body})
				if len(body) == 3 {
					open = map[uint32]bool{0: true}
				}
			case other:
				before := l.shown
				l.onSignal(&dbus.Signal{Name: daemonName + ".ActionInvoked", Body: body})
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

// closedConn is a connection that the other end has closed.
type closedConn struct{}

func (closedConn) Read([]byte) (int, error)  { return 0, io.EOF }
func (closedConn) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (closedConn) Close() error              { return nil }

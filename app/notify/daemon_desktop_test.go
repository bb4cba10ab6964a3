//go:build desktop && linux

package notify

import (
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
)

// startBus makes a bus of the test's own its session bus.
func startBus(t *testing.T) *busdaemon.Bus {
	t.Helper()
	b := busdaemon.New(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.Address)
	return b
}

// shown is one call of Notify as the daemon got it.
type shown struct {
	app, icon, summary, body string
	replaces                 uint32
	actions                  []string
	hints                    map[string]dbus.Variant
	expire                   int32
}

// pretend is a pretend notification daemon. It numbers notes from first on and keeps the number of a note that it is
// asked to replace, whatever that number is, as real ones do.
type pretend struct {
	t     *testing.T
	conn  *dbus.Conn
	notes chan shown

	mu     sync.Mutex
	next   uint32
	gate   chan struct{} // if not nil, answers wait for it
	hasty  bool          // tells that a note was closed before it tells the note's number
	refuse bool
}

func startDaemon(t *testing.T, b *busdaemon.Bus, first uint32) *pretend {
	t.Helper()
	d := &pretend{t: t, conn: b.Connect(t), notes: make(chan shown, 64), next: first}
	d.serve()
	d.take()
	return d
}

// serve makes the daemon's object.
func (d *pretend) serve() {
	d.t.Helper()
	has := func() ([]string, *dbus.Error) { return []string{"body"}, nil }
	if err := d.conn.ExportMethodTable(map[string]any{"Notify": d.notify, "GetCapabilities": has}, daemonPath, daemonName); err != nil {
		d.t.Fatal(err)
	}
}

// take owns a daemon's name, as one does that crashed in part or is not up yet.
func (d *pretend) take() {
	d.t.Helper()
	if _, err := d.conn.RequestName(daemonName, dbus.NameFlagDoNotQueue); err != nil {
		d.t.Fatal(err)
	}
}

func (d *pretend) notify(app string, replaces uint32, icon, summary, body string, actions []string, hints map[string]dbus.Variant, expire int32) (uint32, *dbus.Error) {
	d.notes <- shown{app, icon, summary, body, replaces, actions, hints, expire}
	d.mu.Lock()
	gate, hasty, refuse := d.gate, d.hasty, d.refuse
	id := replaces
	if id == 0 {
		id = d.next
		d.next++
	}
	d.mu.Unlock()
	if gate != nil {
		<-gate
	}
	if refuse {
		return 0, dbus.NewError("org.example.Refused", []any{"no"})
	}
	if hasty {
		d.close(id)
	}
	return id, nil
}

// set changes how the daemon behaves.
func (d *pretend) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// close tells everybody that the user dismissed that note. At the end of a test nobody may be left to be told.
func (d *pretend) close(id uint32) {
	_ = d.conn.Emit(daemonPath, daemonName+".NotificationClosed", id, uint32(2))
}

// got waits for the next note.
func (d *pretend) got() shown {
	d.t.Helper()
	select {
	case s := <-d.notes:
		return s
	case <-time.After(patience):
		d.t.Fatal("the daemon got no note")
		return shown{}
	}
}

// leave gives the name up, as a daemon that ends.
func (d *pretend) leave() {
	d.t.Helper()
	if _, err := d.conn.ReleaseName(daemonName); err != nil {
		d.t.Fatal(err)
	}
}

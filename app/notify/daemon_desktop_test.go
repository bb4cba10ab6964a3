//go:build desktop && linux

package notify

import (
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
)

// startBus starts a session bus for the test.
func startBus(t *testing.T) *busdaemon.Bus {
	t.Helper()
	b := busdaemon.New(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", b.Address)
	return b
}

// shown has the arguments of a call of Notify.
type shown struct {
	app, icon, summary, body string
	replaces                 uint32
	actions                  []string
	hints                    map[string]dbus.Variant
	expire                   int32
}

// fakeDaemon is a notification daemon. It gives notes IDs from first on. Like real ones it keeps the ID of a note that it
// is asked to replace, even an unknown one.
type fakeDaemon struct {
	t     *testing.T
	conn  *dbus.Conn
	notes chan shown
	gone  chan uint32 // the IDs of the notes that it was asked to close

	mu     sync.Mutex
	next   uint32
	gate   chan struct{} // if not nil, answers wait for it
	hasty  bool          // a note is closed before its ID is returned
	refuse bool
}

func startDaemon(t *testing.T, b *busdaemon.Bus, first uint32) *fakeDaemon {
	t.Helper()
	d := &fakeDaemon{t: t, conn: b.Connect(t), notes: make(chan shown, 64), gone: make(chan uint32, 64), next: first}
	d.serve()
	d.ownName()
	return d
}

// serve exports the daemon's object.
func (d *fakeDaemon) serve() {
	d.t.Helper()
	has := func() ([]string, *dbus.Error) { return []string{"body"}, nil }
	closes := func(id uint32) *dbus.Error { d.gone <- id; d.close(id); return nil }
	if err := d.conn.ExportMethodTable(map[string]any{"Notify": d.notify, "CloseNotification": closes, "GetCapabilities": has}, daemonPath, daemonName); err != nil {
		d.t.Fatal(err)
	}
}

// ownName owns the daemon's name. Without serve it is like a daemon that is starting or has crashed in part.
func (d *fakeDaemon) ownName() {
	d.t.Helper()
	if _, err := d.conn.RequestName(daemonName, dbus.NameFlagDoNotQueue); err != nil {
		d.t.Fatal(err)
	}
}

func (d *fakeDaemon) notify(app string, replaces uint32, icon, summary, body string, actions []string, hints map[string]dbus.Variant, expire int32) (uint32, *dbus.Error) {
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
func (d *fakeDaemon) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// close announces that the user dismissed the note. At the end of a test the bus may be gone, so errors are ignored.
func (d *fakeDaemon) close(id uint32) {
	_ = d.conn.Emit(daemonPath, daemonName+".NotificationClosed", id, uint32(2))
}

// got waits for the next note.
func (d *fakeDaemon) got() shown {
	d.t.Helper()
	select {
	case s := <-d.notes:
		return s
	case <-time.After(timeout):
		d.t.Fatal("the daemon got no note")
		return shown{}
	}
}

// wantGone waits until the daemon is asked to close the note with that ID.
func (d *fakeDaemon) wantGone(id uint32) {
	d.t.Helper()
	select {
	case got := <-d.gone:
		if got != id {
			d.t.Errorf("asked to close %d, want %d", got, id)
		}
	case <-time.After(timeout):
		d.t.Fatal("the daemon was not asked to close a note")
	}
}

// leave releases the name, like a daemon that ends.
func (d *fakeDaemon) leave() {
	d.t.Helper()
	if _, err := d.conn.ReleaseName(daemonName); err != nil {
		d.t.Fatal(err)
	}
}

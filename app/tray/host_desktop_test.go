//go:build desktop && linux

package tray

import (
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
)

// timeout is how long a test waits; it is long, because it measures nothing.
const timeout = time.Minute

// host is a fake tray host: it accepts registrations and reads the items as a panel does.
type host struct {
	t        *testing.T
	conn     *dbus.Conn
	arrivals chan string
	item     string // the bus name of the item that registered
	props    *prop.Properties
}

// startHost starts a watcher with a host on the bus.
func startHost(t *testing.T, b *busdaemon.Bus) *host {
	t.Helper()
	h := startBrokenHost(t, b)
	h.serve()
	return h
}

// startBrokenHost owns the watcher's name without an object, like a panel that is starting or has crashed in part.
func startBrokenHost(t *testing.T, b *busdaemon.Bus) *host {
	t.Helper()
	h := &host{t: t, conn: b.Connect(t), arrivals: make(chan string, 8)}
	if _, err := h.conn.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return h
}

// serve exports the watcher's object.
func (h *host) serve() {
	h.t.Helper()
	props, err := prop.Export(h.conn, watcherPath, prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitTrue},
		"RegisteredStatusNotifierItems":  {Value: []string{}, Emit: prop.EmitFalse},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.props = props
	h.onRegister(func(path string, sender dbus.Sender) *dbus.Error {
		h.props.SetMust(watcherName, "RegisteredStatusNotifierItems", []string{string(sender) + path})
		h.arrivals <- string(sender)
		return nil
	})
}

// onRegister sets the answer to registrations.
func (h *host) onRegister(answer func(path string, sender dbus.Sender) *dbus.Error) {
	h.t.Helper()
	if err := h.conn.ExportMethodTable(map[string]any{"RegisterStatusNotifierItem": answer}, watcherPath, watcherName); err != nil {
		h.t.Fatal(err)
	}
}

// forget removes the item from the watcher's list.
func (h *host) forget() {
	h.t.Helper()
	h.props.SetMust(watcherName, "RegisteredStatusNotifierItems", []string{})
}

// waitForItem waits until the item registers.
func (h *host) waitForItem() {
	h.t.Helper()
	select {
	case h.item = <-h.arrivals:
	case <-time.After(timeout):
		h.t.Fatal("no item registered at the host")
	}
}

func (h *host) call(path dbus.ObjectPath, method string, args ...any) *dbus.Call {
	h.t.Helper()
	call := h.conn.Object(h.item, path).Call(method, 0, args...)
	if call.Err != nil {
		h.t.Fatalf("%s: %v", method, call.Err)
	}
	return call
}

// read stores one property of the item.
func (h *host) read(name string, into any) {
	h.t.Helper()
	v, err := h.conn.Object(h.item, "/StatusNotifierItem").GetProperty("org.kde.StatusNotifierItem." + name)
	if err == nil {
		err = v.Store(into)
	}
	if err != nil {
		h.t.Fatalf("property %s: %v", name, err)
	}
}

func (h *host) picture() []byte {
	h.t.Helper()
	var pictures []struct {
		Width, Height int32
		ARGB          []byte
	}
	h.read("IconPixmap", &pictures)
	if len(pictures) != 1 {
		h.t.Fatalf("got %d pictures, want 1", len(pictures))
	}
	if got, want := len(pictures[0].ARGB), int(pictures[0].Width*pictures[0].Height*4); got != want {
		h.t.Fatalf("got %d bytes of picture, want %d", got, want)
	}
	return pictures[0].ARGB
}

func (h *host) tooltip() string {
	h.t.Helper()
	var tip struct {
		Icon  string
		Icons []struct {
			Width, Height int32
			ARGB          []byte
		}
		Title, Text string
	}
	h.read("ToolTip", &tip)
	return tip.Title
}

// line is one menu item as a panel sees it.
type line struct {
	id                          int32
	label                       string
	enabled, visible, separator bool
}

// menu reads the whole menu.
func (h *host) menu() []line {
	h.t.Helper()
	var revision uint32
	var root struct {
		ID         int32
		Properties map[string]dbus.Variant
		Children   []dbus.Variant
	}
	call := h.call("/StatusNotifierItem/menu", "com.canonical.dbusmenu.GetLayout", int32(0), int32(-1), []string{})
	if err := call.Store(&revision, &root); err != nil {
		h.t.Fatal(err)
	}
	var lines []line
	for _, child := range root.Children {
		var item struct {
			ID         int32
			Properties map[string]dbus.Variant
			Children   []dbus.Variant
		}
		if err := child.Store(&item); err != nil {
			h.t.Fatal(err)
		}
		l := line{id: item.ID, enabled: true, visible: true}
		for name, value := range item.Properties {
			switch name {
			case "label":
				_ = value.Store(&l.label)
			case "enabled":
				_ = value.Store(&l.enabled)
			case "visible":
				_ = value.Store(&l.visible)
			case "type":
				l.separator = value.Value() == "separator"
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// event tells the menu what happened to one of its items.
func (h *host) event(id int32, what string) {
	h.t.Helper()
	h.call("/StatusNotifierItem/menu", "com.canonical.dbusmenu.Event", id, what, dbus.MakeVariant(""), uint32(0))
}

// eventually waits until a change has crossed the bus.
func eventually(t *testing.T, what string, yes func() bool) {
	t.Helper()
	for end := time.Now().Add(timeout); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if yes() {
			return
		}
	}
	t.Fatalf("never saw: %s", what)
}

//go:build desktop && linux

package tray

import (
	"bytes"
	"slices"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

func TestAPanelSeesTheIconAndItsMenu(t *testing.T) {
	b := busdaemon.New(t)
	h := startHost(t, b)
	k := startChild(t, b)
	h.waitForItem()
	k.want("ready")

	var id, title string
	var isMenu bool
	h.read("Id", &id)
	h.read("Title", &title)
	h.read("ItemIsMenu", &isMenu)
	if id != "wolkvox-hold-test" || title != "title ready" || isMenu {
		t.Errorf("Id, Title, ItemIsMenu: got %q, %q, %v, want %q, %q, false", id, title, isMenu, "wolkvox-hold-test", "title ready")
	}
	if got := h.tooltip(); got != "tip ready" {
		t.Errorf("tooltip: got %q, want %q", got, "tip ready")
	}
	if got := h.picture()[1]; got != shade["ready"] {
		t.Errorf("picture: got shade %d, want %d", got, shade["ready"])
	}
	if got, want := h.picture()[60:], []byte{edge.A, edge.R, edge.G, edge.B}; !bytes.Equal(got, want) {
		t.Errorf("a smoothed edge: got ARGB %v, want %v", got, want)
	}
	if got, want := withoutIDs(h.menu()), []line{
		{label: "state__ready", visible: true},
		{label: "Toggle hold", enabled: true, visible: true},
		{enabled: true, visible: true, separator: true},
		{label: "Set up", enabled: true},
		{label: "Quit", enabled: true, visible: true},
	}; !slices.Equal(got, want) {
		t.Errorf("menu:\n got %+v\nwant %+v", got, want)
	}

	k.do("show working")
	eventually(t, "the working picture", func() bool { return h.picture()[1] == shade["working"] })
	k.do("show toggled")
	eventually(t, "the toggled tooltip", func() bool { return h.tooltip() == "tip toggled" })
	eventually(t, "the toggled menu", func() bool {
		return slices.Equal(withoutIDs(h.menu()), []line{
			{label: "state__toggled", visible: true},
			{label: "Toggle hold", enabled: true, visible: true},
			{enabled: true, visible: true, separator: true},
			{label: "Set up", enabled: true, visible: true},
			{label: "Quit", enabled: true, visible: true},
		})
	})
	k.wantEnd(func() {
		eventually(t, "the icon gone from the bus, though its process lives", func() bool {
			yes, err := sessionbus.Owned(t.Context(), h.conn, h.item)
			return err == nil && !yes
		})
	})
}

func TestEachClickIsReportedOnce(t *testing.T) {
	b := busdaemon.New(t)
	h := startHost(t, b)
	k := startChild(t, b)
	h.waitForItem()
	k.want("ready")
	menu := h.menu()

	h.call("/StatusNotifierItem", "org.kde.StatusNotifierItem.Activate", int32(0), int32(0))
	k.want("tapped")
	h.event(0, "opened")
	k.want("opened")
	h.event(menu[1].id, "clicked")
	k.want("clicked toggle")
	h.event(menu[4].id, "hovered")
	h.event(menu[4].id, "clicked")
	k.want("clicked quit")
	k.wantEnd() // and nothing was reported twice
}

func TestAHostThatStartsLaterOrAgainGetsTheIcon(t *testing.T) {
	b := busdaemon.New(t)
	k := startChild(t, b)
	k.want("ready")
	k.do("status")
	k.want(`status false ""`)

	first := startHost(t, b)
	first.waitForItem()
	if got := first.picture()[1]; got != shade["ready"] {
		t.Errorf("picture: got shade %d, want %d", got, shade["ready"])
	}
	k.do("status")
	k.want(`status true ""`)

	_ = first.conn.Close()
	onlooker := b.Connect(t)
	eventually(t, "the watcher gone", func() bool {
		yes, err := sessionbus.Owned(t.Context(), onlooker, watcherName)
		return err == nil && !yes
	})
	k.do("status")
	k.want(`status false ""`)
	second := startHost(t, b)
	second.waitForItem()
	k.wantEnd()
}

// The registrar registers an icon that the watcher does not list, whatever the reason.
func TestAnIconThatIsNotListedIsRegistered(t *testing.T) {
	for _, tt := range []struct {
		name  string
		known func(unique string) []string
		want  int
	}{
		{"missed", func(string) []string { return nil }, 1},
		{"another program's icon", func(name string) []string { return []string{name + "7/StatusNotifierItem"} }, 1},
		{"known", func(name string) []string { return []string{name + "/StatusNotifierItem"} }, 0},
		{"known by its path", func(name string) []string { return []string{name + "@/StatusNotifierItem"} }, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := busdaemon.New(t)
			conn, library := b.Connect(t), b.Connect(t)
			h := startHost(t, b)
			h.props.SetMust(watcherName, "RegisteredStatusNotifierItems", tt.known(library.Names()[0]))
			r := &registrar{t: &Tray{}, conn: conn, library: library}
			if err := r.ensureRegistered(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := len(h.arrivals); got != tt.want {
				t.Errorf("registrations: got %d, want %d", got, tt.want)
			}
		})
	}
}

// An owner of the watcher's name proves nothing: a broken watcher is reported and retried.
func TestAWatcherThatIsNoneIsSaidAndTriedAgain(t *testing.T) {
	for _, tt := range []struct {
		name   string
		broken func(*host)
	}{
		{"a name without an object", func(*host) {}},
		{"one that refuses", func(h *host) {
			h.onRegister(func(string, dbus.Sender) *dbus.Error { return dbus.NewError("org.example.Error", []any{"no"}) })
		}},
		{"one that takes the icon and does not keep it", func(h *host) {
			h.serve()
			h.onRegister(func(string, dbus.Sender) *dbus.Error { return nil })
		}},
		{"one that never answers", func(h *host) {
			hang := func() *dbus.Error { <-h.t.Context().Done(); return nil }
			h.onRegister(func(string, dbus.Sender) *dbus.Error { return hang() })
			get := func(string, string) (dbus.Variant, *dbus.Error) { return dbus.MakeVariant(""), hang() }
			if err := h.conn.ExportMethodTable(map[string]any{"Get": get}, watcherPath, "org.freedesktop.DBus.Properties"); err != nil {
				h.t.Fatal(err)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := busdaemon.New(t)
			h := startBrokenHost(t, b)
			tt.broken(h)
			k := startChild(t, b)
			k.want("ready")
			k.want("lost tray_broken")
			k.do("status")
			k.want(`status false "tray_broken"`)
			h.serve() // no signal announces it
			h.waitForItem()
			k.want("back")
			k.do("status")
			k.want(`status true ""`)
			k.wantEnd() // and nothing was reported twice
		})
	}
}

func TestAWatcherWithoutAListIsTrusted(t *testing.T) {
	b := busdaemon.New(t)
	h := startBrokenHost(t, b)
	h.onRegister(func(_ string, sender dbus.Sender) *dbus.Error { h.arrivals <- string(sender); return nil })
	k := startChild(t, b)
	h.waitForItem() // the library's registration
	k.want("ready")
	h.waitForItem() // ours, to get an answer
	eventually(t, "the icon counts as shown", func() bool { k.do("status"); return <-k.lines == `status true ""` })
	k.wantEnd()
}

// The icon is registered again: at once if the watcher sends a signal, else at the next Status.
func TestAWatcherThatForgotTheIconGetsItAgain(t *testing.T) {
	b := busdaemon.New(t)
	h := startHost(t, b)
	k := startChild(t, b)
	h.waitForItem()
	k.want("ready")

	h.forget()
	if err := h.conn.Emit(watcherPath, watcherName+".StatusNotifierItemUnregistered", h.item+"/StatusNotifierItem"); err != nil {
		t.Fatal(err)
	}
	h.waitForItem()

	h.forget()
	k.do("status")
	k.want(`status false "tray_broken"`)
	h.waitForItem()
	k.do("status")
	k.want(`status true ""`)
	k.wantEnd()
}

func TestADyingBusLosesTheTrayUntilItIsBack(t *testing.T) {
	b := busdaemon.New(t)
	h := startHost(t, b)
	k := startChild(t, b)
	h.waitForItem()
	k.want("ready")

	for _, state := range []string{"toggled", "working"} {
		b.Kill()
		k.want("lost tray_bus_lost")
		k.do("show ready")
		k.do("show " + state)
		k.do("status")
		k.want(`status false "tray_bus_lost"`)

		b.Start(t)
		h = startHost(t, b)
		h.waitForItem()
		k.want("back")
		eventually(t, "what was shown meanwhile", func() bool { return h.picture()[1] == shade[state] && h.tooltip() == "tip "+state })
		var id, title string
		h.read("Id", &id)
		h.read("Title", &title)
		if id != "wolkvox-hold-test" || title != "title "+state {
			t.Errorf("Id, Title: got %q, %q", id, title)
		}
		k.do("status")
		k.want(`status true ""`)
		h.call("/StatusNotifierItem", "org.kde.StatusNotifierItem.Activate", int32(0), int32(0))
		k.want("tapped")
		h.event(h.menu()[4].id, "clicked")
		k.want("clicked quit")
	}
	k.wantEnd() // and no click was reported twice
}

// Many clicks at once neither end the program nor overlap.
func TestAFloodOfClicks(t *testing.T) {
	b := busdaemon.New(t)
	h := startHost(t, b)
	k := startChild(t, b)
	h.waitForItem()
	k.want("ready")
	k.do("count")
	k.want("counting")
	for range 1000 {
		h.conn.Object(h.item, "/StatusNotifierItem").Go("org.kde.StatusNotifierItem.Activate", dbus.FlagNoReplyExpected, nil, int32(0), int32(0))
	}
	h.call("/StatusNotifierItem", "org.kde.StatusNotifierItem.Activate", int32(0), int32(0)) // its answer comes after all others
	k.do("counted")
	k.want("tapped once at a time")
	k.wantEnd()
}

func withoutIDs(lines []line) []line {
	lines = slices.Clone(lines)
	for i := range lines {
		lines[i].id = 0
	}
	return lines
}

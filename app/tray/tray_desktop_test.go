//go:build desktop && linux

package tray

import (
	"slices"
	"testing"
)

func TestAPanelSeesTheIconAndItsMenu(t *testing.T) {
	b := startBus(t)
	h := startHost(t, b)
	k := startKid(t, b)
	h.welcome()
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
	if got, want := withoutIDs(h.menu()), []line{
		{label: "state__ready", visible: true},
		{label: "Toggle hold", enabled: true, visible: true},
		{enabled: true, visible: true, ruler: true},
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
			{enabled: true, visible: true, ruler: true},
			{label: "Set up", enabled: true, visible: true},
			{label: "Quit", enabled: true, visible: true},
		})
	})
	k.wantEnd(func() {
		eventually(t, "the icon gone from the bus, though its process lives", func() bool {
			yes, err := owned(h.conn, h.item)
			return err == nil && !yes
		})
	})
}

func TestEachClickIsToldOnce(t *testing.T) {
	b := startBus(t)
	h := startHost(t, b)
	k := startKid(t, b)
	h.welcome()
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
	k.wantEnd() // and nothing was told twice
}

func TestAHostThatStartsLaterOrAgainGetsTheIcon(t *testing.T) {
	b := startBus(t)
	k := startKid(t, b)
	k.want("ready")
	k.do("status")
	k.want(`status false ""`)

	first := startHost(t, b)
	first.welcome()
	if got := first.picture()[1]; got != shade["ready"] {
		t.Errorf("picture: got shade %d, want %d", got, shade["ready"])
	}
	k.do("status")
	k.want(`status true ""`)

	_ = first.conn.Close()
	onlooker := b.connect(t)
	eventually(t, "the watcher gone", func() bool {
		yes, err := owned(onlooker, watcherName)
		return err == nil && !yes
	})
	k.do("status")
	k.want(`status false ""`)
	second := startHost(t, b)
	second.welcome()
	k.wantEnd()
}

// The library misses a host that starts between its first try and its listening; see latecomer.
func TestAMissedHostIsAskedAndAKnownOneIsNot(t *testing.T) {
	for _, tt := range []struct {
		name  string
		known func(unique string) []string
		want  int
	}{
		{"missed", func(string) []string { return nil }, 1},
		{"another program's icon", func(name string) []string { return []string{name + "7/StatusNotifierItem"} }, 1},
		{"known", func(name string) []string { return []string{name + "/StatusNotifierItem"} }, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := startBus(t)
			conn, library := b.connect(t), b.connect(t)
			changes, err := hostChanges(conn)
			if err != nil {
				t.Fatal(err)
			}
			h := startHost(t, b)
			h.props.SetMust(watcherName, "RegisteredStatusNotifierItems", tt.known(library.Names()[0]))
			if err := latecomer(t.Context(), changes, library); err != nil {
				t.Fatal(err)
			}
			if got := len(h.arrivals); got != tt.want {
				t.Errorf("registrations: got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestADyingBusLosesTheTrayAndNothingElse(t *testing.T) {
	b := startBus(t)
	h := startHost(t, b)
	k := startKid(t, b)
	h.welcome()
	k.want("ready")

	b.kill()
	k.want("lost tray_lost true")
	k.do("show working")
	k.do("show toggled")
	k.do("status")
	k.want(`status false "tray_lost"`)
	k.wantEnd()
}

func withoutIDs(lines []line) []line {
	lines = slices.Clone(lines)
	for i := range lines {
		lines[i].id = 0
	}
	return lines
}

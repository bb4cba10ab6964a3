package tray

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// grace is how long the library has to register at a host that has just started, before we look whether it did.
const grace = time.Second

// hostChanges asks the bus to tell when a tray host's watcher comes or goes.
func hostChanges(conn *dbus.Conn) (<-chan *dbus.Signal, error) {
	changes := make(chan *dbus.Signal, 8)
	conn.Signal(changes)
	return changes, conn.AddMatchSignal(dbus.WithMatchSender("org.freedesktop.DBus"),
		dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, watcherName))
}

// latecomer closes a gap of the library: it tries to register first and listens for hosts afterwards, so a host that
// comes in between (a panel and our autostart at the same log-on) is missed for ever. We listen from before
// its start, and where the first host to come does not know the icon, we register it, from the library's own
// connection and as the library does it. Later hosts the library sees by itself.
func latecomer(ctx context.Context, changes <-chan *dbus.Signal, library *dbus.Conn) error {
	for came := false; !came; {
		select {
		case <-ctx.Done():
			return nil
		case s := <-changes:
			if s == nil {
				return nil // the bus is gone, and the icon with it
			}
			if len(s.Body) == 3 { // name, old owner, new owner
				owner, _ := s.Body[2].(string)
				came = owner != ""
			}
		}
	}
	select {
	case <-ctx.Done():
		return nil
	case <-time.After(grace):
	}
	limited, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	watcher := library.Object(watcherName, "/StatusNotifierWatcher")
	var items []string
	err := watcher.CallWithContext(limited, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
		watcherName, "RegisteredStatusNotifierItems").Store(&items)
	if err != nil || slices.ContainsFunc(items, func(item string) bool { return isOf(item, library.Names()[0]) }) {
		return err
	}
	return watcher.CallWithContext(limited, watcherName+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, "/StatusNotifierItem").Err
}

// isOf tells whether a watcher's entry is of the connection with that unique name. Watchers put the path behind the
// name in ways of their own; ":1.5" must not be taken for ":1.57".
func isOf(item, name string) bool {
	rest, ok := strings.CutPrefix(item, name)
	return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
}

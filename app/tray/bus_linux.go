package tray

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

const (
	// busLimit is how long the session bus may take to answer anything.
	busLimit = 2 * time.Second
	// watcherName is the service that a tray host registers at, as the StatusNotifierItem specification of
	// freedesktop.org names it in practice (KDE's name, used by all).
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
)

// dial opens a connection of our own to the session bus, which ends with ctx.
func dial(ctx context.Context) (*dbus.Conn, error) {
	return sessionbus.Open(ctx, busLimit, nil)
}

// property reads one of the watcher's.
func property(ctx context.Context, conn *dbus.Conn, name string, into any) error {
	return conn.Object(watcherName, watcherPath).CallWithContext(ctx,
		"org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, watcherName, name).Store(into)
}

// listed reports whether the watcher has an icon of the connection with these names.
func listed(ctx context.Context, conn *dbus.Conn, names []string) (bool, error) {
	var items []string
	err := property(ctx, conn, "RegisteredStatusNotifierItems", &items)
	return err == nil && slices.ContainsFunc(items, func(item string) bool { return isOf(item, names) }), err
}

// isOf reports whether a watcher's entry is of the connection with these names. Watchers put the path behind the
// name in ways of their own; ":1.5" must not be taken for ":1.57".
func isOf(item string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		rest, ok := strings.CutPrefix(item, name)
		return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
	})
}

// hosted asks a bus for a watcher with a host. Its error is [ErrBusLost], or [ErrHostBroken] where the watcher's name is
// owned and nobody answers for it. A watcher that has no such property is believed to have a host.
func hosted(ctx context.Context, conn *dbus.Conn) (bool, error) {
	yes, err := sessionbus.Owned(ctx, conn, watcherName)
	switch {
	case err != nil:
		return false, fmt.Errorf("%w (%w)", ErrBusLost, err)
	case !yes:
		return false, nil
	}
	err = property(ctx, conn, "IsStatusNotifierHostRegistered", &yes)
	switch {
	case err == nil || lacksProperty(err):
		return yes, nil
	case !conn.Connected():
		return false, fmt.Errorf("%w (%w)", ErrBusLost, err)
	}
	return false, fmt.Errorf("%w (%w)", ErrHostBroken, err)
}

// lacksProperty reports whether an object answered that it has no such property.
func lacksProperty(err error) bool {
	var answer dbus.Error
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.Name {
	case "org.freedesktop.DBus.Error.UnknownProperty", "org.freedesktop.DBus.Error.InvalidArgs",
		"org.freedesktop.DBus.Properties.Error.PropertyNotFound":
		return true
	}
	return false
}

// hostPresent asks whether a host shows the icon: the watcher has one, and has the icon. Where it has not, the keeper
// looks again.
func (t *Tray) hostPresent() (bool, error) {
	t.mu.Lock()
	conn, library, taken := t.platform.conn, t.platform.library, t.platform.taken
	t.mu.Unlock()
	if conn == nil || library == nil {
		return false, ErrNotRunning
	}
	ctx, cancel := context.WithTimeout(conn.Context(), busLimit)
	defer cancel()
	host, err := hosted(ctx, conn)
	if errors.Is(err, ErrHostBroken) && taken {
		host, err = true, nil // it tells nothing, and took the icon
	}
	if err != nil || !host {
		return false, err
	}
	has, err := listed(ctx, conn, library.Names())
	if has {
		return true, nil
	}
	t.platform.nudged.Put(struct{}{})
	if err != nil && taken {
		return true, nil
	}
	if err == nil {
		err = errNotListed
	}
	return false, fmt.Errorf("%w (%w)", ErrHostBroken, err)
}

func (t *Tray) setTaken(taken bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.platform.taken = taken
}

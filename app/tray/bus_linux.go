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
	// busTimeout is for each call on the session bus.
	busTimeout = 2 * time.Second
	// watcherName is the bus name of the StatusNotifierItem watcher. In practice all desktops use KDE's
	// name, not the one of the freedesktop.org specification.
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
)

// dial opens a private connection to the session bus, which ends with ctx.
func dial(ctx context.Context) (*dbus.Conn, error) {
	return sessionbus.Open(ctx, busTimeout, nil)
}

// watcherProperty reads a property of the watcher.
func watcherProperty(ctx context.Context, conn *dbus.Conn, name string, into any) error {
	return conn.Object(watcherName, watcherPath).CallWithContext(ctx,
		"org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, watcherName, name).Store(into)
}

// iconListed reports whether the watcher lists an icon of the connection with these names.
func iconListed(ctx context.Context, conn *dbus.Conn, names []string) (bool, error) {
	var items []string
	err := watcherProperty(ctx, conn, "RegisteredStatusNotifierItems", &items)
	return err == nil && slices.ContainsFunc(items, func(item string) bool { return itemOf(item, names) }), err
}

// itemOf reports whether a watcher's entry belongs to the connection with these names. Watchers append
// the object path in different ways; ":1.5" must not match ":1.57".
func itemOf(item string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		rest, ok := strings.CutPrefix(item, name)
		return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
	})
}

// hasHost reports whether the bus has a watcher with a host. The error wraps [ErrBusLost], or
// [ErrHostBroken] where the watcher's name has an owner that does not answer. A watcher without the
// property is assumed to have a host.
func hasHost(ctx context.Context, conn *dbus.Conn) (bool, error) {
	yes, err := sessionbus.Owned(ctx, conn, watcherName)
	switch {
	case err != nil:
		return false, fmt.Errorf("%w (%w)", ErrBusLost, err)
	case !yes:
		return false, nil
	}
	err = watcherProperty(ctx, conn, "IsStatusNotifierHostRegistered", &yes)
	switch {
	case err == nil || noSuchProperty(err):
		return yes, nil
	case !conn.Connected():
		return false, fmt.Errorf("%w (%w)", ErrBusLost, err)
	}
	return false, fmt.Errorf("%w (%w)", ErrHostBroken, err)
}

// noSuchProperty reports whether the object answered that it does not have the property.
func noSuchProperty(err error) bool {
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

// hostPresent reports whether a host shows the icon: the watcher has a host and lists the icon. If the
// icon is not listed, the registrar checks again.
func (t *Tray) hostPresent() (bool, error) {
	t.mu.Lock()
	conn, library, accepted := t.platform.conn, t.platform.library, t.platform.accepted
	t.mu.Unlock()
	if conn == nil || library == nil {
		return false, ErrNotRunning
	}
	ctx, cancel := context.WithTimeout(conn.Context(), busTimeout)
	defer cancel()
	host, err := hasHost(ctx, conn)
	if errors.Is(err, ErrHostBroken) && accepted {
		host, err = true, nil // its properties cannot be read, but it accepted the icon
	}
	if err != nil || !host {
		return false, err
	}
	listed, err := iconListed(ctx, conn, library.Names())
	if listed {
		return true, nil
	}
	t.platform.checkNow.Put(struct{}{})
	if err != nil && accepted {
		return true, nil
	}
	if err == nil {
		err = errNotListed
	}
	return false, fmt.Errorf("%w (%w)", ErrHostBroken, err)
}

func (t *Tray) setAccepted(accepted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.platform.accepted = accepted
}

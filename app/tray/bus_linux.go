package tray

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	// busLimit is how long the session bus may take to answer anything.
	busLimit = 2 * time.Second
	// watcherName is the service that a tray host registers at, as the StatusNotifierItem specification of
	// freedesktop.org names it in practice (KDE's name, used by all).
	watcherName = "org.kde.StatusNotifierWatcher"
)

// dial opens a connection of our own to the session bus. It never launches a bus, and it ends with ctx.
func dial(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	late := time.AfterFunc(busLimit, func() { _ = conn.Close() })
	err = conn.Auth(nil)
	if err == nil {
		err = conn.Hello()
	}
	if !late.Stop() {
		err = errors.New("the session bus does not answer")
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// owned asks the bus whether anybody has that name.
func owned(conn *dbus.Conn, name string) (bool, error) {
	ctx, cancel := context.WithTimeout(conn.Context(), busLimit)
	defer cancel()
	var yes bool
	err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&yes)
	return yes, err
}

// hostPresent asks for a watcher and whether a host registered there. A watcher that does not know is believed to have one.
func (t *Tray) hostPresent() (bool, error) {
	t.mu.Lock()
	conn := t.platform.conn
	t.mu.Unlock()
	if conn == nil {
		return false, ErrNotRunning
	}
	return hosted(conn)
}

// hosted asks a bus the same.
func hosted(conn *dbus.Conn) (bool, error) {
	yes, err := owned(conn, watcherName)
	if err != nil {
		return false, fmt.Errorf("%w (%w)", ErrBusLost, err)
	}
	if !yes {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(conn.Context(), busLimit)
	defer cancel()
	hosted := true
	err = conn.Object(watcherName, "/StatusNotifierWatcher").CallWithContext(ctx,
		"org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
		watcherName, "IsStatusNotifierHostRegistered").Store(&hosted)
	return err != nil || hosted, nil
}

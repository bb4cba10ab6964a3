package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

const (
	// callLimit is how long the bus or the daemon may take to answer anything.
	callLimit = 2 * time.Second
	// capabilityLimit is how long a note may wait for what the daemon can do.
	capabilityLimit = 500 * time.Millisecond

	daemonName = "org.freedesktop.Notifications"
	daemonPath = "/org/freedesktop/Notifications"

	// firstPause and longestPause are how long a bus or a daemon that does not do as it should is left alone.
	firstPause   = 2 * time.Second
	longestPause = 5 * time.Minute

	// buttonKey names our button to the daemon, and clickKey a click on the note itself.
	buttonKey = "show"
	clickKey  = "default"
)

// dial opens a connection of our own to the session bus and asks for the signals we need. It ends with ctx.
func dial(ctx context.Context) (*dbus.Conn, chan *dbus.Signal, error) {
	signals := make(chan *dbus.Signal, 16)
	conn, err := sessionbus.Open(ctx, callLimit, func(conn *dbus.Conn) error {
		return sessionbus.Listen(ctx, conn, signals, sessionbus.OwnerChanges(daemonName),
			[]dbus.MatchOption{dbus.WithMatchInterface(daemonName), dbus.WithMatchMember("NotificationClosed")},
			[]dbus.MatchOption{dbus.WithMatchInterface(daemonName), dbus.WithMatchMember("ActionInvoked")})
	})
	return conn, signals, err
}

// daemon tells whether a daemon runs, or could be started by the bus.
func daemon(conn *dbus.Conn) (running, startable bool, err error) {
	ctx, cancel := context.WithTimeout(conn.Context(), callLimit)
	defer cancel()
	if running, err = sessionbus.Owned(ctx, conn, daemonName); err != nil || running {
		return running, false, err
	}
	var names []string
	err = conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&names)
	return false, slices.Contains(names, daemonName), err
}

// capabilities asks the daemon that runs what it can do. It is not started for this. One that does not answer is none:
// its name may be owned without an object behind it.
func capabilities(conn *dbus.Conn) (has []string, err error) {
	ctx, cancel := context.WithTimeout(conn.Context(), capabilityLimit)
	defer cancel()
	err = conn.Object(daemonName, daemonPath).CallWithContext(ctx, daemonName+".GetCapabilities", dbus.FlagNoAutoStart).Store(&has)
	return has, err
}

// silent reports whether a call came back with an error instead of an answer, whatever that holds.
func silent(err error) bool {
	var refusal dbus.Error
	return errors.As(err, &refusal) || errors.Is(err, context.DeadlineExceeded)
}

// reason sorts what a call came back with.
func reason(err error) error {
	var answer dbus.Error
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrNoAnswer
	}
	if !errors.As(err, &answer) {
		return ErrNoBus
	}
	switch answer.Name {
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.Spawn.ChildExited", "org.freedesktop.DBus.Error.Spawn.ExecFailed",
		"org.freedesktop.DBus.Error.Spawn.ChildSignaled":
		return ErrNoDaemon
	case "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.TimedOut", "org.freedesktop.DBus.Error.Timeout":
		return ErrNoAnswer
	}
	return ErrRefused
}

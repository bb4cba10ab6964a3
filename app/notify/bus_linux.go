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
	// callTimeout is for each call to the bus or the daemon.
	callTimeout = 2 * time.Second
	// capabilityTimeout is shorter, because a note may be waiting.
	capabilityTimeout = 500 * time.Millisecond

	daemonName = "org.freedesktop.Notifications"
	daemonPath = "/org/freedesktop/Notifications"

	// The delay before a bus or a daemon that does not work is checked again.
	minRetryDelay = 2 * time.Second
	maxRetryDelay = 5 * time.Minute

	// The action keys of our button and of a click on the note itself.
	buttonKey = "show"
	clickKey  = "default"
)

// dial opens a private connection to the session bus and subscribes to the daemon's signals. The connection does not
// end with ctx: the outcome of a press that the program's end interrupted is sent after that.
func dial(ctx context.Context) (*dbus.Conn, chan *dbus.Signal, error) {
	signals := make(chan *dbus.Signal, 16)
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	defer stop()
	conn, err := sessionbus.Open(life, callTimeout, func(conn *dbus.Conn) error {
		return sessionbus.Listen(life, conn, signals, sessionbus.OwnerChanges(daemonName),
			[]dbus.MatchOption{dbus.WithMatchInterface(daemonName), dbus.WithMatchMember("NotificationClosed")},
			[]dbus.MatchOption{dbus.WithMatchInterface(daemonName), dbus.WithMatchMember("ActionInvoked")})
	})
	return conn, signals, err
}

// daemonState reports whether a daemon runs, or else whether the bus can start one.
func daemonState(conn *dbus.Conn) (running, startable bool, err error) {
	ctx, cancel := context.WithTimeout(conn.Context(), callTimeout)
	defer cancel()
	if running, err = sessionbus.Owned(ctx, conn, daemonName); err != nil || running {
		return running, false, err
	}
	var names []string
	err = conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&names)
	return false, slices.Contains(names, daemonName), err
}

// capabilities asks the running daemon for its capabilities; it does not start one. A daemon that does not answer
// counts as missing: its name may have an owner without an object.
func capabilities(conn *dbus.Conn) (has []string, err error) {
	ctx, cancel := context.WithTimeout(conn.Context(), capabilityTimeout)
	defer cancel()
	err = conn.Object(daemonName, daemonPath).CallWithContext(ctx, daemonName+".GetCapabilities", dbus.FlagNoAutoStart).Store(&has)
	return has, err
}

// callFailed reports whether a call got an error instead of an answer. An answer that cannot be parsed is not a
// failure.
func callFailed(err error) bool {
	var refusal dbus.Error
	return errors.As(err, &refusal) || errors.Is(err, context.DeadlineExceeded)
}

// classify returns this package's error for the error of a call.
func classify(err error) error {
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

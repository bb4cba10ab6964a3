// Package sessionbus opens connections to the D-Bus session bus and listens on them.
package sessionbus

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"
)

const busName = "org.freedesktop.DBus"

// OwnerChanged is the signal that [OwnerChanges] asks for.
const OwnerChanged = busName + ".NameOwnerChanged"

// errSilent is why a bus that is there cannot be used.
var errSilent = errors.New("the session bus does not answer")

// Open opens a connection of the caller's own, which ends with ctx. It never launches a
// bus: one that we started would have none of the desktop's services. Ready, which may be
// nil, prepares the connection. Greeting and ready together may take as long as limit,
// where that is not 0.
func Open(ctx context.Context, limit time.Duration, ready func(*dbus.Conn) error, options ...dbus.ConnOption) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(append([]dbus.ConnOption{dbus.WithContext(ctx)}, options...)...)
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, errSilent)
		defer cancel()
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // neither call below takes a context
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err == nil && ready != nil {
		err = ready(conn)
	}
	if !stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		_ = conn.Close() // the error that counts is the one before
		return nil, err
	}
	return conn, nil
}

// Listen has the signals that match one of the rules sent to a channel.
func Listen(ctx context.Context, conn *dbus.Conn, signals chan<- *dbus.Signal, rules ...[]dbus.MatchOption) error {
	conn.Signal(signals)
	for _, rule := range rules {
		if err := conn.AddMatchSignalContext(ctx, rule...); err != nil {
			return err
		}
	}
	return nil
}

// Sent matches the signals of an interface that the owner of a name sends: one of them,
// or all where member is empty.
func Sent(name, iface, member string) []dbus.MatchOption {
	rule := []dbus.MatchOption{dbus.WithMatchSender(name), dbus.WithMatchInterface(iface)}
	if member != "" {
		rule = append(rule, dbus.WithMatchMember(member))
	}
	return rule
}

// OwnerChanges matches the signals of the bus when a service comes or goes.
func OwnerChanges(name string) []dbus.MatchOption {
	return append(Sent(busName, busName, "NameOwnerChanged"), dbus.WithMatchArg(0, name))
}

// Owned asks whether a service with this name runs.
func Owned(ctx context.Context, conn *dbus.Conn, name string) (yes bool, err error) {
	err = conn.BusObject().CallWithContext(ctx, busName+".NameHasOwner", 0, name).Store(&yes)
	return yes, err
}

// NewOwner reads from a signal who has a service's name now, "" for nobody. Ok is false for
// any other signal.
func NewOwner(signal *dbus.Signal, name string) (owner string, ok bool) {
	if signal.Name != OwnerChanged || len(signal.Body) != 3 || signal.Body[0] != any(name) {
		return "", false
	}
	owner, ok = signal.Body[2].(string)
	return owner, ok
}

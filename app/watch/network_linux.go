package watch

import (
	"context"

	"github.com/godbus/dbus/v5"
)

const (
	portal       = "org.freedesktop.portal.Desktop"
	monitorIface = "org.freedesktop.portal.NetworkMonitor"
	busName      = "org.freedesktop.DBus"
)

// Network calls changed soon after the desktop's portal said that the network is
// another, or came to this desktop, as it does some time after a log-on. It starts no
// portal, and returns when ctx ends or where there is no bus (any more).
func Network(ctx context.Context, changed func()) error {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil // a session without a desktop
	}
	defer conn.Close()
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return nil
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(portal), dbus.WithMatchInterface(monitorIface), dbus.WithMatchMember("changed")},
		{dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portal)},
	} {
		if err := conn.AddMatchSignalContext(ctx, match...); err != nil {
			return nil
		}
	}
	events := make(chan struct{}, 1)
	within, gone := context.WithCancel(ctx)
	go func() {
		defer gone()
		for signal := range signals {
			if tellsOfTheNetwork(signal) {
				note(events)
			}
		}
	}()
	settle(within, events, changed)
	return nil
}

// tellsOfTheNetwork reports whether after a signal the proxy may be another.
func tellsOfTheNetwork(s *dbus.Signal) bool {
	switch s.Name {
	case monitorIface + ".changed":
		return true
	case busName + ".NameOwnerChanged":
		if len(s.Body) != 3 || s.Body[0] != any(portal) {
			return false
		}
		owner, _ := s.Body[2].(string)
		return owner != ""
	}
	return false
}

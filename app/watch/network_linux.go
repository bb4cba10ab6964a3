package watch

import (
	"context"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/awake"
)

const (
	portal       = "org.freedesktop.portal.Desktop"
	monitorIface = "org.freedesktop.portal.NetworkMonitor"
	busName      = "org.freedesktop.DBus"

	// busWithin is how long a session bus may take to answer.
	busWithin = 2 * time.Second
)

// Network calls changed when an address, a route or the carrier of a network card is
// another, when the machine woke from sleep or its clock was set, and when the desktop's
// portal said that the network or the proxy is another, or came to this desktop, as it
// does some time after a log-on. It calls it at once, and after a burst of changes once
// more. It starts no portal, and returns when ctx ends.
func Network(ctx context.Context, changed func()) error {
	events := make(chan struct{}, 1)
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() { ways(ctx, func() { note(events) }) })
	wait.Go(func() { _ = awake.Watch(ctx, func() { note(events) }) })
	wait.Go(func() {
		for ctx.Err() == nil {
			listen(ctx, func() { note(events) })
			select { // there is no bus, or none any more
			case <-time.After(lookEvery):
			case <-ctx.Done():
			}
		}
	})
	atOnce(ctx, events, changed)
	return nil
}

// listen calls changed when the portal tells of the network, until the bus or ctx ends.
func listen(ctx context.Context, changed func()) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return // a session without a desktop
	}
	defer conn.Close()
	late := time.AfterFunc(busWithin, func() { conn.Close() })
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(portal), dbus.WithMatchInterface(monitorIface), dbus.WithMatchMember("changed")},
		{dbus.WithMatchSender(busName), dbus.WithMatchInterface(busName), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portal)},
	} {
		if err := conn.AddMatchSignalContext(ctx, match...); err != nil {
			return
		}
	}
	if !late.Stop() {
		return
	}
	for signal := range signals {
		if tellsOfTheNetwork(signal) {
			changed()
		}
	}
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

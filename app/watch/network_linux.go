package watch

import (
	"context"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/awake"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

const (
	portal       = "org.freedesktop.portal.Desktop"
	monitorIface = "org.freedesktop.portal.NetworkMonitor"

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
	wait.Go(func() { ways(ctx, func() { newest.Wake(events) }) })
	wait.Go(func() { _ = awake.Watch(ctx, func() { newest.Wake(events) }) })
	wait.Go(func() {
		for ctx.Err() == nil {
			listen(ctx, func() { newest.Wake(events) })
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
	signals := make(chan *dbus.Signal, 16)
	conn, err := sessionbus.Open(ctx, busWithin, func(conn *dbus.Conn) error {
		return sessionbus.Listen(ctx, conn, signals,
			sessionbus.Sent(portal, monitorIface, "changed"), sessionbus.OwnerChanges(portal))
	})
	if err != nil {
		return // a session without a desktop
	}
	defer conn.Close()
	for signal := range signals {
		if tellsOfTheNetwork(signal) {
			changed()
		}
	}
}

// tellsOfTheNetwork reports whether after a signal the proxy may be another.
func tellsOfTheNetwork(s *dbus.Signal) bool {
	owner, _ := sessionbus.NewOwner(s, portal)
	return s.Name == monitorIface+".changed" || owner != ""
}

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
	portalName   = "org.freedesktop.portal.Desktop"
	monitorIface = "org.freedesktop.portal.NetworkMonitor"

	busTimeout = 2 * time.Second
)

// Network calls changed when an address, a route or a network card's carrier changes, when the machine
// wakes from sleep or its clock is set, when the desktop's portal reports a change of the network or the
// proxy, and when the portal starts, some time after sign-in. It calls it at once, and again after a
// burst of changes. It starts no portal, and returns when ctx ends.
func Network(ctx context.Context, changed func()) error {
	events := make(chan struct{}, 1)
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() { watchRoutes(ctx, func() { newest.Wake(events) }) })
	wait.Go(func() { _ = awake.Watch(ctx, func() { newest.Wake(events) }) })
	wait.Go(func() {
		for ctx.Err() == nil {
			watchPortal(ctx, func() { newest.Wake(events) })
			select { // there is no bus, or it ended
			case <-time.After(pollInterval):
			case <-ctx.Done():
			}
		}
	})
	debounceLeading(ctx, events, changed)
	return nil
}

// watchPortal calls changed when the portal reports a change, until the bus or ctx ends.
func watchPortal(ctx context.Context, changed func()) {
	signals := make(chan *dbus.Signal, 16)
	conn, err := sessionbus.Open(ctx, busTimeout, func(conn *dbus.Conn) error {
		return sessionbus.Listen(ctx, conn, signals,
			sessionbus.Sent(portalName, monitorIface, "changed"), sessionbus.OwnerChanges(portalName))
	})
	if err != nil {
		return // a session without a desktop
	}
	defer conn.Close()
	for signal := range signals {
		if mayChangeProxy(signal) {
			changed()
		}
	}
}

// mayChangeProxy reports whether the proxy may have changed with the signal.
func mayChangeProxy(s *dbus.Signal) bool {
	owner, _ := sessionbus.NewOwner(s, portalName)
	return s.Name == monitorIface+".changed" || owner != ""
}

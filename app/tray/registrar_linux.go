package tray

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

const (
	// grace is how long the library and the desktop have to register the icon, before we look whether they did.
	grace = time.Second
	// firstPause and longestPause are how long a watcher that does not do as it should is left alone.
	firstPause   = 2 * time.Second
	longestPause = 5 * time.Minute
)

// errNotListed is the cause of [ErrHostBroken] where the watcher answers and the icon is not among those it has.
var errNotListed = errors.New("it does not list the icon")

// keeper sees to it that the desktop's watcher has the icon. The library registers it at its start and for each new
// owner of the watcher's name, waits for the answer without limit, and only logs what went wrong. But a watcher's name
// may be owned before its object is there, a host may come between the library's first try and its listening, and a
// watcher may forget us.
//
// At rest it waits for signals. It looks again after a pause only while the watcher does not do as it should.
type keeper struct {
	t       *Tray
	conn    *dbus.Conn // for questions
	library *dbus.Conn // registers: its name is what the watcher remembers
}

// watcherSignals asks the bus to tell when a watcher comes or goes, when it gets a host, and when it drops an icon.
func watcherSignals(conn *dbus.Conn) (<-chan *dbus.Signal, error) {
	signals := make(chan *dbus.Signal, 8)
	return signals, sessionbus.Listen(conn.Context(), conn, signals, sessionbus.OwnerChanges(watcherName),
		sessionbus.Sent(watcherName, watcherName, "StatusNotifierHostRegistered"),
		sessionbus.Sent(watcherName, watcherName, "StatusNotifierItemUnregistered"))
}

// run ends with ctx or with the bus.
func (k *keeper) run(ctx context.Context, signals <-chan *dbus.Signal) {
	due := time.NewTimer(grace)
	defer due.Stop()
	soon := true // due runs and is not far away
	failed, pause := 0, firstPause
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-signals:
			switch {
			case s == nil:
				return // the bus is gone, and the icon with it
			case !k.concerns(s):
				continue
			case s.Name == sessionbus.OwnerChanged:
				k.t.setTaken(false)
				failed, pause = 0, firstPause
			}
		case <-k.t.platform.nudged.Ready():
		case <-due.C:
			soon = false
			err := k.look(ctx)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				failed, pause = 0, firstPause
				k.t.back()
				continue
			}
			// A panel that starts may own its name before it is ready.
			if failed++; failed > 1 {
				k.t.lose(ctx, fmt.Errorf("%w (%s)", ErrHostBroken, cleanLabel(err.Error(), 0)))
			}
			due.Reset(pause)
			pause = min(2*pause, longestPause)
			continue
		}
		if !soon {
			soon = true
			due.Reset(grace)
		}
	}
}

// concerns reports whether after a signal the watcher may have lost the icon, or be able to take it.
func (k *keeper) concerns(s *dbus.Signal) bool {
	if !strings.HasSuffix(s.Name, ".StatusNotifierItemUnregistered") {
		return true
	}
	if len(s.Body) == 0 {
		return false
	}
	item, _ := s.Body[0].(string)
	return isOf(item, k.library.Names())
}

// look registers the icon where the watcher does not have it. Without a watcher there is nothing to do.
func (k *keeper) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	if yes, err := sessionbus.Owned(ctx, k.conn, watcherName); err != nil || !yes {
		return err
	}
	has, unreadable := listed(ctx, k.conn, k.library.Names())
	if has {
		return nil
	}
	if err := k.library.Object(watcherName, watcherPath).CallWithContext(ctx,
		watcherName+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, "/StatusNotifierItem").Err; err != nil {
		k.t.setTaken(false)
		return err
	}
	if unreadable != nil {
		k.t.setTaken(true) // its word has to do
		return nil
	}
	has, err := listed(ctx, k.conn, k.library.Names())
	if err == nil && !has {
		err = errNotListed
	}
	return err
}

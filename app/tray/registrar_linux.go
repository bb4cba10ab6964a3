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
	// checkDelay gives the library and the desktop time to register the icon before we check.
	checkDelay = time.Second
	// The delay before a watcher that does not work is asked again.
	minRetryDelay = 2 * time.Second
	maxRetryDelay = 5 * time.Minute
)

// errNotListed is the cause of [ErrHostBroken] where the watcher answers but does not list the icon.
var errNotListed = errors.New("it does not list the icon")

// registrar keeps the icon registered with the desktop's watcher. The library registers it once at its start
// and once for each new owner of the watcher's name, waits for the answer without a timeout, and only logs
// errors. That is not enough: the name may have an owner before its object exists, a host may start between
// the library's first registration and its subscription, and a watcher may drop the icon.
//
// It waits for signals, and polls only while the watcher does not work.
type registrar struct {
	t       *Tray
	conn    *dbus.Conn // for queries
	library *dbus.Conn // for registering: the watcher stores the name of this connection
}

// watcherSignals subscribes to the signals for a new or lost watcher, a new host, and a removed icon.
func watcherSignals(conn *dbus.Conn) (<-chan *dbus.Signal, error) {
	signals := make(chan *dbus.Signal, 8)
	return signals, sessionbus.Listen(conn.Context(), conn, signals, sessionbus.OwnerChanges(watcherName),
		sessionbus.Sent(watcherName, watcherName, "StatusNotifierHostRegistered"),
		sessionbus.Sent(watcherName, watcherName, "StatusNotifierItemUnregistered"))
}

// run ends with ctx or with the bus.
func (r *registrar) run(ctx context.Context, signals <-chan *dbus.Signal) {
	check := time.NewTimer(checkDelay)
	defer check.Stop()
	soon := true // check fires within checkDelay
	failed, delay := 0, minRetryDelay
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-signals:
			switch {
			case s == nil:
				return // the bus has ended
			case !r.affectsIcon(s):
				continue
			case s.Name == sessionbus.OwnerChanged:
				r.t.setAccepted(false)
				failed, delay = 0, minRetryDelay
			}
		case <-r.t.platform.checkNow.Ready():
		case <-check.C:
			soon = false
			err := r.ensureRegistered(ctx)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				failed, delay = 0, minRetryDelay
				r.t.setBack()
				continue
			}
			// The first failure is not reported: a panel may own its name before it is ready.
			if failed++; failed > 1 {
				r.t.setLost(ctx, fmt.Errorf("%w (%s)", ErrHostBroken, cleanLabel(err.Error(), 0)))
			}
			check.Reset(delay)
			delay = min(2*delay, maxRetryDelay)
			continue
		}
		if !soon {
			soon = true
			check.Reset(checkDelay)
		}
	}
}

// affectsIcon reports whether after the signal the watcher may have lost our icon or may accept it now.
func (r *registrar) affectsIcon(s *dbus.Signal) bool {
	if !strings.HasSuffix(s.Name, ".StatusNotifierItemUnregistered") {
		return true
	}
	if len(s.Body) == 0 {
		return false
	}
	item, _ := s.Body[0].(string)
	return itemOf(item, r.library.Names())
}

// ensureRegistered registers the icon if there is a watcher that does not list it.
func (r *registrar) ensureRegistered(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, busTimeout)
	defer cancel()
	if yes, err := sessionbus.Owned(ctx, r.conn, watcherName); err != nil || !yes {
		return err
	}
	listed, unreadable := iconListed(ctx, r.conn, r.library.Names())
	if listed {
		return nil
	}
	if err := r.library.Object(watcherName, watcherPath).CallWithContext(ctx,
		watcherName+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, "/StatusNotifierItem").Err; err != nil {
		r.t.setAccepted(false)
		return err
	}
	if unreadable != nil {
		r.t.setAccepted(true) // without a list, its answer is all we have
		return nil
	}
	listed, err := iconListed(ctx, r.conn, r.library.Names())
	if err == nil && !listed {
		err = errNotListed
	}
	return err
}

package keychain

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// watchUnlock listens on the session bus until ctx is done or the bus is gone.
func watchUnlock(ctx context.Context, unlocked func()) error {
	s, err := connect(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	signals := make(chan *dbus.Signal, 16)
	s.conn.Signal(signals)
	for _, match := range [][]dbus.MatchOption{matchOwner(), {
		dbus.WithMatchSender(secretsName),
		dbus.WithMatchInterface("org.freedesktop.DBus.Properties"),
		dbus.WithMatchMember("PropertiesChanged"),
		dbus.WithMatchPathNamespace(secretsPath),
		dbus.WithMatchArg(0, collectIface),
	}, {
		dbus.WithMatchSender(secretsName),
		dbus.WithMatchObjectPath(secretsPath),
		dbus.WithMatchInterface(serviceIface),
		dbus.WithMatchMember("CollectionChanged"),
	}} {
		if err := s.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return classify(ctx, err)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case signal, ok := <-signals:
			if !ok {
				return errors.New("the session bus went away")
			}
			if tellsUnlock(signal) || s.opened(ctx, signal) {
				unlocked()
			}
		}
	}
}

// opened reports whether a signal says that a collection changed, and that one is
// not locked now: so KeePassXC tells of an unlock.
func (s *secretService) opened(ctx context.Context, signal *dbus.Signal) bool {
	collection, ok := changedCollection(signal)
	if !ok {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	locked, err := s.locked(ctx, collection)
	return err == nil && !locked
}

// askWithin is how long a service that has just spoken may take to say what changed.
const askWithin = 2 * time.Second

// changedCollection reads which collection a signal says has changed.
func changedCollection(signal *dbus.Signal) (dbus.ObjectPath, bool) {
	if signal.Name != serviceIface+".CollectionChanged" || len(signal.Body) != 1 {
		return "", false
	}
	collection, ok := signal.Body[0].(dbus.ObjectPath)
	return collection, ok && strings.HasPrefix(string(collection), string(secretsPath)+"/")
}

// tellsUnlock reports whether a signal says that a collection was unlocked, or
// that a keychain service has appeared.
func tellsUnlock(signal *dbus.Signal) bool {
	if owner, ok := newOwner(signal); ok {
		return owner != ""
	}
	if signal.Name != propsChanged || len(signal.Body) < 2 || signal.Body[0] != any(collectIface) {
		return false
	}
	changed, ok := signal.Body[1].(map[string]dbus.Variant)
	if !ok {
		return false
	}
	locked, ok := changed["Locked"].Value().(bool)
	return ok && !locked
}

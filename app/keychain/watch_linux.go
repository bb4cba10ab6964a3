package keychain

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// link is the connection of this process to the keychain service. A call that is given
// up does not end it, so that what the service allowed to it stays allowed.
type link struct {
	mu sync.Mutex
	s  *secretService // nil before the first call

	from dbus.ObjectPath // the collection that the token was last read from; of the lane
}

// open returns the connection, and makes it where there is none or it has ended.
// Unlocked is called when the keychain may be read again, see [Keychain].
func (l *link) open(ctx context.Context, unlocked func()) (*secretService, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.s != nil && !l.s.ended.Load() && l.s.conn.Connected() {
		return l.s, nil
	}
	s, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	if unlocked != nil {
		if err := s.watch(ctx, unlocked); err != nil {
			_ = s.conn.Close()
			return nil, err
		}
	}
	l.s = s
	return s, nil
}

func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.s != nil {
		_ = l.s.conn.Close()
	}
}

// watch calls back, until the connection ends, when the keychain may be read again,
// and when it ends.
func (s *secretService) watch(ctx context.Context, unlocked func()) error {
	signals := make(chan *dbus.Signal, 16)
	if err := sessionbus.Listen(ctx, s.conn, signals, sessionbus.OwnerChanges(secretsName),
		append(sessionbus.Sent(secretsName, "org.freedesktop.DBus.Properties", "PropertiesChanged"),
			dbus.WithMatchPathNamespace(secretsPath), dbus.WithMatchArg(0, collectIface)),
		append(sessionbus.Sent(secretsName, serviceIface, "CollectionChanged"), dbus.WithMatchObjectPath(secretsPath)),
	); err != nil {
		return classify(ctx, err)
	}
	go func() {
		for signal := range signals {
			if tellsUnlock(signal) || s.opened(signal) {
				unlocked()
			}
		}
		s.ended.Store(true) // the connection itself says so a moment later
		unlocked()
	}()
	return nil
}

// opened reports whether a signal says that a collection changed, and that one is
// not locked now: so KeePassXC tells of an unlock.
func (s *secretService) opened(signal *dbus.Signal) bool {
	collection, ok := changedCollection(signal)
	if !ok {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), askWithin)
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
	if owner, ok := sessionbus.NewOwner(signal, secretsName); ok {
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

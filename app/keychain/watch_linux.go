package keychain

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// link is this process's connection to the keychain service. A call that is given up does
// not end it, so a consent stays valid.
type link struct {
	mu sync.Mutex
	s  *secretService // nil before the first call

	// lastCollection is where the token was last read from. Only the call that holds
	// Keychain.slot uses it.
	lastCollection dbus.ObjectPath
}

// open returns the connection. It makes one if there is none or it has ended. For
// unlocked see [Keychain].Unlocked.
func (l *link) open(ctx context.Context, unlocked func()) (*secretService, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.s != nil && !l.s.closed.Load() && l.s.conn.Connected() {
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

// watch calls unlocked when the keychain may be readable again, and when the connection
// ends.
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
			if signalsUnlock(signal) || s.collectionUnlocked(signal) {
				unlocked()
			}
		}
		s.closed.Store(true) // conn.Connected reports this only a moment later
		unlocked()
	}()
	return nil
}

// collectionUnlocked reports whether a signal says that a collection changed and that
// collection is now unlocked: this is how KeePassXC reports an unlock.
func (s *secretService) collectionUnlocked(signal *dbus.Signal) bool {
	collection, ok := changedCollection(signal)
	if !ok {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), queryTimeout)
	defer cancel()
	locked, err := s.locked(ctx, collection)
	return err == nil && !locked
}

// queryTimeout limits the query after a signal.
const queryTimeout = 2 * time.Second

// changedCollection returns the collection that a signal says has changed.
func changedCollection(signal *dbus.Signal) (dbus.ObjectPath, bool) {
	if signal.Name != serviceIface+".CollectionChanged" || len(signal.Body) != 1 {
		return "", false
	}
	collection, ok := signal.Body[0].(dbus.ObjectPath)
	return collection, ok && strings.HasPrefix(string(collection), string(secretsPath)+"/")
}

// signalsUnlock reports whether a signal says that a collection was unlocked or that a
// keychain service has appeared.
func signalsUnlock(signal *dbus.Signal) bool {
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

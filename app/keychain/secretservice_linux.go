package keychain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// The names of the freedesktop.org "Secret Service API Draft", version 0.2.
const (
	secretsName    = "org.freedesktop.secrets"
	secretsPath    = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath      = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	serviceIface   = "org.freedesktop.Secret.Service"
	collectIface   = "org.freedesktop.Secret.Collection"
	itemIface      = "org.freedesktop.Secret.Item"
	promptIface    = "org.freedesktop.Secret.Prompt"
	sessionIface   = "org.freedesktop.Secret.Session"
	isLockedError  = "org.freedesktop.Secret.Error.IsLocked"
	noObjectError  = "org.freedesktop.Secret.Error.NoSuchObject"
	timedOutError  = "org.freedesktop.DBus.Error.TimedOut"
	timeoutError   = "org.freedesktop.DBus.Error.Timeout"
	propsChanged   = "org.freedesktop.DBus.Properties.PropertiesChanged"
	noPath         = dbus.ObjectPath("/")
	maxItems       = 32 // entries of our name that are looked at
	collectionName = "Wolkvox Hold"
)

// attributes find our entry. They are the ones that go-keyring stores; plain
// SearchItems by them never prompts.
func attributes() map[string]string {
	return map[string]string{"service": Service, "username": User}
}

// secretService is a connection to the keychain service of the session.
type secretService struct {
	conn *dbus.Conn

	ended atomic.Bool // the connection has, and that is about to be told
}

// connect opens a connection of our own, which outlives ctx.
func connect(ctx context.Context) (*secretService, error) {
	conn, err := sessionbus.Open(ctx, 0, nil, dbus.WithContext(context.Background()))
	if err != nil {
		return nil, classify(ctx, err)
	}
	return &secretService{conn: conn}, nil
}

// shared is the connection that go-keyring makes its calls over. The library would
// launch a bus where none is.
func shared(ctx context.Context) (*secretService, error) {
	s, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	_ = s.conn.Close() // nothing is in flight
	conn, err := dbus.SessionBus()
	if err != nil {
		return nil, classify(ctx, err)
	}
	return &secretService{conn: conn}, nil
}

// call makes one method call and stores its results.
func (s *secretService) call(ctx context.Context, path dbus.ObjectPath, method string, args []any, results ...any) error {
	call := s.conn.Object(secretsName, path).CallWithContext(ctx, method, 0, args...)
	return classify(ctx, call.Store(results...))
}

// property reads one property.
func (s *secretService) property(ctx context.Context, path dbus.ObjectPath, iface, name string, result any) error {
	var v dbus.Variant
	if err := s.call(ctx, path, "org.freedesktop.DBus.Properties.Get", []any{iface, name}, &v); err != nil {
		return err
	}
	return classify(ctx, v.Store(result))
}

// classify turns an error of the bus into one of the package's. Texts from the
// bus go no further, only the error's name does.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	var de dbus.Error
	if !errors.As(err, &de) {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	switch de.Name {
	case isLockedError:
		return ErrLocked
	case noObjectError:
		return ErrNotFound
	case timedOutError, timeoutError:
		return ErrTimeout
	}
	return fmt.Errorf("%w: %s", ErrUnreachable, safeText(de.Name, wolkvox.Token{}))
}

// found is what SearchItems lists: the items with our attributes, in all
// collections.
type found struct {
	unlocked, locked []dbus.ObjectPath
}

// errShut says that no entry can be looked for.
var errShut = fmt.Errorf("nothing is listed: %w", ErrLocked)

// search asks nothing where every collection hides what it has, or none is there:
// KeePassXC opens its unlock dialog for a search then, by default, and does not answer
// before the dialog has ended.
func (s *secretService) search(ctx context.Context) (found, error) {
	var f found
	all, err := s.collections(ctx)
	if err == nil && len(all) == 0 {
		return f, nil
	}
	if err == nil && !slices.ContainsFunc(all, func(c dbus.ObjectPath) bool { return !s.shut(ctx, c) }) {
		return f, errShut
	}
	err = s.call(ctx, secretsPath, serviceIface+".SearchItems", []any{attributes()}, &f.unlocked, &f.locked)
	f.unlocked = f.unlocked[:min(len(f.unlocked), maxItems)]
	f.locked = f.locked[:min(len(f.locked), maxItems)]
	return f, err
}

// find chooses the item to read: the one that was changed last, because
// secret-tool adds an attribute and so may store beside our entry instead of
// over it. Only locked ones: ErrLocked.
func (s *secretService) find(ctx context.Context) (dbus.ObjectPath, error) {
	f, err := s.search(ctx)
	switch {
	case err != nil:
		return "", err
	case len(f.unlocked) == 1:
		return f.unlocked[0], nil
	case len(f.unlocked) == 0 && len(f.locked) > 0:
		if len(s.kept(ctx, f.locked)) > 0 {
			return "", ErrNotAllowed
		}
		return "", ErrLocked
	}
	candidates := make([]candidate, 0, len(f.unlocked))
	for _, path := range f.unlocked {
		c := candidate{path: path}
		if err := s.property(ctx, path, itemIface, "Modified", &c.modified); errors.Is(err, ErrNotFound) {
			continue // removed in this moment
		} else if err != nil {
			return "", err
		}
		candidates = append(candidates, c)
	}
	return newest(candidates)
}

// modified is when an item was stored last, zero where the service does not say.
func (s *secretService) modified(ctx context.Context, item dbus.ObjectPath) time.Time {
	var seconds uint64
	if err := s.property(ctx, item, itemIface, "Modified", &seconds); err != nil || seconds > math.MaxInt64 {
		return time.Time{}
	}
	return fromSeconds(int64(seconds))
}

// candidate is an item that may be our entry.
type candidate struct {
	path     dbus.ObjectPath
	modified uint64 // seconds since 1970
}

// newest is the candidate that was changed last. Times have whole seconds; of
// two equal ones it takes that of the login collection, then that with the
// higher number at its path's end, since gnome-keyring counts upwards.
func newest(candidates []candidate) (dbus.ObjectPath, error) {
	if len(candidates) == 0 {
		return "", ErrNotFound
	}
	best := candidates[0]
	for _, c := range candidates[1:] {
		if c.after(best) {
			best = c
		}
	}
	return best.path, nil
}

func (c candidate) after(d candidate) bool {
	if c.modified != d.modified {
		return c.modified > d.modified
	}
	if c.inLogin() != d.inLogin() {
		return c.inLogin()
	}
	return c.number() > d.number()
}

func (c candidate) inLogin() bool {
	return strings.HasPrefix(string(c.path), string(loginPath)+"/")
}

func (c candidate) number() uint64 {
	text := string(c.path)
	n, err := strconv.ParseUint(text[strings.LastIndex(text, "/")+1:], 10, 64)
	if err != nil {
		return 0 // another service's way to name items
	}
	return n
}

// read returns an item's value. It never prompts: a locked item is an error.
func (s *secretService) read(ctx context.Context, item dbus.ObjectPath) (string, error) {
	var nothing dbus.Variant
	var session dbus.ObjectPath
	if err := s.call(ctx, secretsPath, serviceIface+".OpenSession", []any{"plain", dbus.MakeVariant("")}, &nothing, &session); err != nil {
		return "", err
	}
	// The service keeps a session for as long as the connection lives.
	defer s.conn.Object(secretsName, session).Go(sessionIface+".Close", dbus.FlagNoReplyExpected, nil)
	var secret struct {
		Session     dbus.ObjectPath
		Parameters  []byte
		Value       []byte
		ContentType string
	}
	if err := s.call(ctx, item, itemIface+".GetSecret", []any{session}, &secret); err != nil {
		return "", err
	}
	return string(secret.Value), nil
}

// collection is where go-keyring stores a new entry: the collection "login",
// else the default one; "" when there is neither.
func (s *secretService) collection(ctx context.Context) (dbus.ObjectPath, error) {
	all, err := s.collections(ctx)
	if err != nil {
		return "", err
	}
	if slices.Contains(all, loginPath) {
		return loginPath, nil
	}
	var path dbus.ObjectPath
	err = s.call(ctx, secretsPath, serviceIface+".ReadAlias", []any{"default"}, &path)
	if err != nil || path == noPath {
		return "", err
	}
	return path, nil
}

func (s *secretService) collections(ctx context.Context) ([]dbus.ObjectPath, error) {
	var all []dbus.ObjectPath
	err := s.property(ctx, secretsPath, serviceIface, "Collections", &all)
	return all[:min(len(all), maxItems)], err
}

// collectionOf is the collection that an item lies in.
func collectionOf(item dbus.ObjectPath) dbus.ObjectPath {
	return item[:max(strings.LastIndexByte(string(item), '/'), 0)]
}

func (s *secretService) locked(ctx context.Context, collection dbus.ObjectPath) (bool, error) {
	var locked bool
	err := s.property(ctx, collection, collectIface, "Locked", &locked)
	return locked, err
}

// hides reports whether that nothing was found does not mean that nothing is there:
// the collection that the entry was in before is shut or gone, or the one that would
// take it is shut.
func (s *secretService) hides(ctx context.Context, before dbus.ObjectPath) bool {
	if before != "" {
		_, err := s.locked(ctx, before)
		return err != nil || s.shut(ctx, before)
	}
	collection, err := s.collection(ctx)
	return err == nil && collection != "" && s.shut(ctx, collection)
}

// shut reports whether a collection is locked and lists nothing: KeePassXC 2.7 knows
// no item of a locked database, while gnome-keyring lists locked ones too.
func (s *secretService) shut(ctx context.Context, collection dbus.ObjectPath) bool {
	if locked, err := s.locked(ctx, collection); err != nil || !locked {
		return false
	}
	var items []dbus.ObjectPath
	err := s.property(ctx, collection, collectIface, "Items", &items)
	return err == nil && len(items) == 0
}

// remove deletes one item; one that is gone already is fine. A service that
// wants the person's consent first shows a prompt.
func (s *secretService) remove(ctx context.Context, item dbus.ObjectPath) error {
	var prompt dbus.ObjectPath
	err := s.call(ctx, item, itemIface+".Delete", nil, &prompt)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.show(ctx, prompt)
}

// deleteOthers removes those of the older items that hold another token.
func (s *secretService) deleteOthers(ctx context.Context, older found, token wolkvox.Token) error {
	for _, item := range older.unlocked {
		value, err := s.read(ctx, item)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if got, err := parseEntry(value); err == nil && got.Equal(token) {
			continue
		}
		if err := s.remove(ctx, item); err != nil {
			return err
		}
	}
	return nil
}

// clear removes every entry of our name, and says so only when none is left. One that
// is kept from this connection can be removed all the same.
func (s *secretService) clear(ctx context.Context) error {
	f, err := s.search(ctx)
	if err != nil {
		return err
	}
	kept := s.kept(ctx, f.locked)
	if len(f.locked) > len(kept) {
		return ErrLocked
	}
	for _, item := range append(f.unlocked, kept...) {
		if err := s.remove(ctx, item); err != nil {
			return err
		}
	}
	if f, err = s.search(ctx); err == nil && len(f.unlocked)+len(f.locked) > 0 {
		err = fmt.Errorf("an entry is still there: %w", ErrUnreachable)
	}
	return err
}

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
	maxItems       = 32 // at most so many entries and collections are read
	collectionName = "Wolkvox Hold"
)

// attributes are the attributes of our entry, as go-keyring stores them. SearchItems with
// them never prompts.
func attributes() map[string]string {
	return map[string]string{"service": Service, "username": User}
}

// secretService is a connection to the keychain service of the session.
type secretService struct {
	conn *dbus.Conn

	closed atomic.Bool // the connection has ended; set before Unlocked is called for it
}

// connect opens a new connection, which outlives ctx.
func connect(ctx context.Context) (*secretService, error) {
	conn, err := sessionbus.Open(ctx, 0, nil, dbus.WithContext(context.Background()))
	if err != nil {
		return nil, classify(ctx, err)
	}
	return &secretService{conn: conn}, nil
}

// shared returns the connection that go-keyring uses. It first checks that there is a
// bus, because the library would start one.
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

// call calls one method and stores its results.
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

// classify turns an error of the bus into one of this package. It keeps the error's name,
// but no text from the bus.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return contextError(ctx)
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

// found is the result of SearchItems: the items with our attributes, in all collections.
type found struct {
	unlocked, locked []dbus.ObjectPath
}

// errNothingListed says that it cannot be known whether there is an entry.
var errNothingListed = fmt.Errorf("nothing is listed: %w", ErrLocked)

// search does not call SearchItems if every collection is locked and lists nothing:
// KeePassXC would, by default, open its unlock dialog and answer only when that is
// closed.
func (s *secretService) search(ctx context.Context) (found, error) {
	var f found
	all, err := s.collections(ctx)
	if err == nil && len(all) == 0 {
		return f, nil
	}
	if err == nil && !slices.ContainsFunc(all, func(c dbus.ObjectPath) bool { return !s.listsNothing(ctx, c) }) {
		return f, errNothingListed
	}
	err = s.call(ctx, secretsPath, serviceIface+".SearchItems", []any{attributes()}, &f.unlocked, &f.locked)
	f.unlocked = f.unlocked[:min(len(f.unlocked), maxItems)]
	f.locked = f.locked[:min(len(f.locked), maxItems)]
	return f, err
}

// find chooses the item to read: the one that was changed last, because secret-tool
// adds an attribute and so may store a second entry instead of replacing ours. If all
// are locked it returns ErrLocked or ErrNotAllowed.
func (s *secretService) find(ctx context.Context) (dbus.ObjectPath, error) {
	f, err := s.search(ctx)
	switch {
	case err != nil:
		return "", err
	case len(f.unlocked) == 1:
		return f.unlocked[0], nil
	case len(f.unlocked) == 0 && len(f.locked) > 0:
		if len(s.withheld(ctx, f.locked)) > 0 {
			return "", ErrNotAllowed
		}
		return "", ErrLocked
	}
	candidates := make([]candidate, 0, len(f.unlocked))
	for _, path := range f.unlocked {
		c := candidate{path: path}
		if err := s.property(ctx, path, itemIface, "Modified", &c.modified); errors.Is(err, ErrNotFound) {
			continue // removed in the meantime
		} else if err != nil {
			return "", err
		}
		candidates = append(candidates, c)
	}
	return newest(candidates)
}

// modified returns when an item was stored last, zero if unknown.
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
		if c.newerThan(best) {
			best = c
		}
	}
	return best.path, nil
}

func (c candidate) newerThan(d candidate) bool {
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
	// Otherwise the service would keep the session until the connection ends.
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

// collection returns where go-keyring stores a new entry: the collection "login", or the
// default one, or "" if there is neither.
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

// collectionOf returns the collection of an item.
func collectionOf(item dbus.ObjectPath) dbus.ObjectPath {
	return item[:max(strings.LastIndexByte(string(item), '/'), 0)]
}

func (s *secretService) locked(ctx context.Context, collection dbus.ObjectPath) (bool, error) {
	var locked bool
	err := s.property(ctx, collection, collectIface, "Locked", &locked)
	return locked, err
}

// mayBeHidden reports whether the entry may exist although it was not found: the
// collection that had it before is gone or lists nothing, or the one that would store
// it lists nothing.
func (s *secretService) mayBeHidden(ctx context.Context, lastCollection dbus.ObjectPath) bool {
	if lastCollection != "" {
		_, err := s.locked(ctx, lastCollection)
		return err != nil || s.listsNothing(ctx, lastCollection)
	}
	collection, err := s.collection(ctx)
	return err == nil && collection != "" && s.listsNothing(ctx, collection)
}

// listsNothing reports whether a collection is locked and lists no item. KeePassXC 2.7
// lists no items of a locked database; gnome-keyring does.
func (s *secretService) listsNothing(ctx context.Context, collection dbus.ObjectPath) bool {
	if locked, err := s.locked(ctx, collection); err != nil || !locked {
		return false
	}
	var items []dbus.ObjectPath
	err := s.property(ctx, collection, collectIface, "Items", &items)
	return err == nil && len(items) == 0
}

// remove deletes one item, and succeeds if it is gone already. The service may show a
// prompt to ask for the person's consent.
func (s *secretService) remove(ctx context.Context, item dbus.ObjectPath) error {
	var prompt dbus.ObjectPath
	err := s.call(ctx, item, itemIface+".Delete", nil, &prompt)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.showPrompt(ctx, prompt)
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

// clear removes every entry of ours, and succeeds only if none is left. An entry that is
// withheld from this connection can be removed all the same.
func (s *secretService) clear(ctx context.Context) error {
	f, err := s.search(ctx)
	if err != nil {
		return err
	}
	withheld := s.withheld(ctx, f.locked)
	if len(f.locked) > len(withheld) {
		return ErrLocked
	}
	for _, item := range append(f.unlocked, withheld...) {
		if err := s.remove(ctx, item); err != nil {
			return err
		}
	}
	if f, err = s.search(ctx); err == nil && len(f.unlocked)+len(f.locked) > 0 {
		err = fmt.Errorf("an entry is still there: %w", ErrUnreachable)
	}
	return err
}

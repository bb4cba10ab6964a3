package keychain

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// perform does one operation on the Secret Service. What only looks opens no prompt,
// and goes over the connection of this process; the rest over that of go-keyring,
// which has one of its own: what the service allows to one it does not allow to
// another.
func (k *Keychain) perform(ctx context.Context, op operation, token wolkvox.Token) (reply, error) {
	switch op {
	case opGet, opStatus:
		return k.look(ctx, op)
	}
	s, err := shared(ctx)
	if err != nil {
		return reply{}, err
	}
	switch op {
	case opSet:
		return reply{}, s.set(ctx, token)
	case opClear:
		return reply{}, s.clear(ctx)
	case opUnlock:
		return reply{}, s.unlock(ctx)
	}
	return reply{}, fmt.Errorf("operation %q: %w", op, errors.ErrUnsupported)
}

func (k *Keychain) look(ctx context.Context, op operation) (reply, error) {
	s, err := k.link.open(ctx, k.Unlocked)
	if err != nil {
		return reply{}, err
	}
	if op == opStatus {
		st, err := s.look(ctx)
		return reply{status: st}, err
	}
	token, from, err := s.get(ctx, k.link.from)
	if from != "" {
		k.link.from = from
	}
	return reply{token: token}, err
}

// get reads the entry, and says in which collection it was. It goes by the item that
// SearchItems found and not through go-keyring's Get, because that one unlocks the
// login collection first: it would open a prompt for an entry which lies unlocked in
// another collection, or when the keychain is locked in this very moment. Before is
// the collection in which the entry was when it was last read, if it was.
func (s *secretService) get(ctx context.Context, before dbus.ObjectPath) (token wolkvox.Token, from dbus.ObjectPath, err error) {
	item, err := s.find(ctx)
	if errors.Is(err, ErrNotFound) && s.hides(ctx, before) {
		err = ErrLocked
	}
	if err != nil {
		return wolkvox.Token{}, "", err
	}
	value, err := s.read(ctx, item)
	if err != nil {
		return wolkvox.Token{}, "", err
	}
	token, err = parseEntry(value)
	return token, collectionOf(item), err
}

// look tells the state of the entry or, without one, of the collection which
// would take it.
func (s *secretService) look(ctx context.Context) (Status, error) {
	item, err := s.find(ctx)
	switch {
	case err == nil:
		return Status{Present: true, Changed: s.modified(ctx, item)}, nil
	case errors.Is(err, errShut):
		return Status{Locked: true}, nil
	case errors.Is(err, ErrLocked):
		return Status{Present: true, Locked: true}, nil
	case !errors.Is(err, ErrNotFound):
		return Status{}, err
	}
	collection, err := s.collection(ctx)
	if err != nil || collection == "" {
		return Status{}, err
	}
	locked, err := s.locked(ctx, collection)
	return Status{Locked: locked}, err
}

// set stores the token through go-keyring, which chooses the same collection as
// we do, and only after a look at the lock: go-keyring would open a prompt by
// itself, and report success when the person closes it. What counts is
// therefore what can be read back.
func (s *secretService) set(ctx context.Context, token wolkvox.Token) error {
	collection, err := s.collection(ctx)
	if err != nil {
		return err
	}
	if collection == "" {
		return fmt.Errorf("no collection to store in: %w", ErrLocked)
	}
	locked, err := s.locked(ctx, collection)
	if err != nil {
		return err
	}
	if locked {
		return ErrLocked
	}
	older, err := s.searchAllowed(ctx)
	if err != nil {
		return err
	}
	if err := keyring.Set(Service, User, token.Secret()); err != nil {
		// The library's error is not passed on: it may quote what it was given.
		return fmt.Errorf("store the token: %w", ErrUnreachable)
	}
	// A consent may have been for one use, and used up by now.
	if _, err := s.searchAllowed(ctx); err != nil {
		return err
	}
	got, _, err := s.get(ctx, "")
	if err == nil && !got.Equal(token) {
		// Tools that add attributes of their own leave a second entry beside
		// ours. The agent's new token replaces them all.
		if err = s.deleteOthers(ctx, older, token); err == nil {
			got, _, err = s.get(ctx, "")
		}
	}
	if err != nil {
		return err
	}
	if !got.Equal(token) {
		return fmt.Errorf("the keychain holds another token than the one stored: %w", ErrUnreachable)
	}
	return nil
}

package keychain

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// perform does one operation on the Secret Service. Only unlock opens a prompt.
func perform(ctx context.Context, op operation, token wolkvox.Token) (reply, error) {
	s, err := connect(ctx)
	if err != nil {
		return reply{}, err
	}
	defer s.close()
	switch op {
	case opGet:
		t, err := s.get(ctx)
		return reply{token: t}, err
	case opStatus:
		st, err := s.look(ctx)
		return reply{status: st}, err
	case opSet:
		return reply{}, s.set(ctx, token)
	case opClear:
		return reply{}, s.clear(ctx)
	case opUnlock:
		return reply{}, s.unlock(ctx)
	}
	return reply{}, fmt.Errorf("operation %q: %w", op, errors.ErrUnsupported)
}

// get reads the entry. It goes by the item that SearchItems found and not
// through go-keyring's Get, because that one unlocks the login collection
// first: it would open a prompt for an entry which lies unlocked in another
// collection, or when the keychain is locked in this very moment.
func (s *secretService) get(ctx context.Context) (wolkvox.Token, error) {
	item, err := s.find(ctx)
	if errors.Is(err, ErrNotFound) && s.hides(ctx) {
		err = ErrLocked
	}
	if err != nil {
		return wolkvox.Token{}, err
	}
	value, err := s.read(ctx, item)
	if err != nil {
		return wolkvox.Token{}, err
	}
	return parseEntry(value)
}

// look tells the state of the entry or, without one, of the collection which
// would take it.
func (s *secretService) look(ctx context.Context) (Status, error) {
	item, err := s.find(ctx)
	switch {
	case err == nil:
		return Status{Present: true, Changed: s.modified(ctx, item)}, nil
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
	older, err := s.search(ctx)
	if err != nil {
		return err
	}
	if err := keyring.Set(Service, User, token.Secret()); err != nil {
		// The library's error is not passed on: it may quote what it was given.
		return fmt.Errorf("store the token: %w", ErrUnreachable)
	}
	got, err := s.get(ctx)
	if err == nil && !got.Equal(token) {
		// Tools that add attributes of their own leave a second entry beside
		// ours. The agent's new token replaces them all.
		if err = s.deleteOthers(ctx, older, token); err == nil {
			got, err = s.get(ctx)
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

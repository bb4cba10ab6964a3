package keychain

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// perform runs one operation on the Secret Service. Get and Status open no prompt and use
// this process's own connection, because a consent counts for one connection only. The
// other operations use the connection of go-keyring.
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
	token, from, err := s.get(ctx, k.link.lastCollection)
	if from != "" {
		k.link.lastCollection = from
	}
	return reply{token: token}, err
}

// get reads the entry and returns the collection that it is in. It reads the item that
// SearchItems found, because go-keyring's Get would first unlock the login collection:
// that would open a prompt for an entry in another, unlocked collection, or if the
// keychain gets locked at that moment. lastCollection is where the entry was when it
// was last read, or "".
func (s *secretService) get(ctx context.Context, lastCollection dbus.ObjectPath) (token wolkvox.Token, from dbus.ObjectPath, err error) {
	item, err := s.find(ctx)
	if errors.Is(err, ErrNotFound) && s.mayBeHidden(ctx, lastCollection) {
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

// look returns the state of the entry or, without an entry, of the collection that would
// store it.
func (s *secretService) look(ctx context.Context) (Status, error) {
	item, err := s.find(ctx)
	switch {
	case err == nil:
		return Status{Present: true, Changed: s.modified(ctx, item)}, nil
	case errors.Is(err, errNothingListed):
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

// set stores the token with go-keyring, which chooses the same collection as this code.
// It checks the lock first, because go-keyring would open a prompt itself, and report
// success if the person closes it. For the same reason only what can be read back
// counts.
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
	// A consent for one use may be used up by now.
	if _, err := s.searchAllowed(ctx); err != nil {
		return err
	}
	got, _, err := s.get(ctx, "")
	if err == nil && !got.Equal(token) {
		// Some tools add attributes of their own and so store a second entry. The agent's
		// new token replaces them all.
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

// Refusal is for Windows alone.
func Refusal() string { return "" }

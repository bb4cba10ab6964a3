//go:build !linux

package keychain

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/zalando/go-keyring"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// perform runs one operation on the system's keychain. The library has no deadline; the
// caller enforces it.
func (k *Keychain) perform(_ context.Context, op operation, token wolkvox.Token) (reply, error) {
	return k.stores().perform(op, token)
}

func (s stores) perform(op operation, token wolkvox.Token) (reply, error) {
	switch op {
	case opGet:
		t, _, err := s.get()
		return reply{token: t}, err
	case opStatus, opUnlock:
		// The library cannot look without reading, so the value is read and dropped. On
		// macOS this also makes the system ask for the password.
		_, inFile, err := s.get()
		switch {
		case err == nil && inFile:
			return reply{status: Status{Present: true, InFile: true, Changed: s.file.changed()}}, nil
		case err == nil, errors.Is(err, ErrInvalid):
			return reply{status: Status{Present: true, Changed: s.system.changed()}}, nil
		case errors.Is(err, ErrNotFound):
			return reply{}, nil
		}
		return reply{}, err
	case opSet:
		return reply{}, s.set(token)
	case opClear:
		return reply{}, s.clear()
	}
	return reply{}, fmt.Errorf("operation %q: %w", op, errors.ErrUnsupported)
}

// systemStore is the system's keychain.
type systemStore struct{}

func (systemStore) set(token wolkvox.Token) error {
	if err := store(token.Secret()); securityLocked(err) {
		return ErrLocked
	} else if err != nil {
		return refused("store the token", err)
	}
	got, err := systemStore{}.get()
	if err == nil && !got.Equal(token) {
		err = fmt.Errorf("the keychain holds another token than the one stored: %w", ErrUnreachable)
	}
	return err
}

func (systemStore) clear() error {
	if err := keyring.Delete(Service, User); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return refused("remove the token", err)
	}
	return nil
}

func (systemStore) get() (wolkvox.Token, error) {
	value, err := keyring.Get(Service, User)
	if errors.Is(err, keyring.ErrNotFound) {
		return wolkvox.Token{}, ErrNotFound
	}
	if securityLocked(err) {
		return wolkvox.Token{}, ErrLocked
	}
	if err != nil {
		return wolkvox.Token{}, refused("read the token", err)
	}
	return parseEntry(value)
}

// link is only needed on Linux: here the library has its own way to the keychain.
type link struct{}

func (link) close() {}

// askConsent does nothing: these systems ask for their consent themselves.
func (k *Keychain) askConsent(context.Context) (asked bool, err error) { return false, nil }

// detach is only needed on Linux, where a child shows the prompt.
func detach(*exec.Cmd) {}

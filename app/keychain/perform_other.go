//go:build !linux

package keychain

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"

	"github.com/zalando/go-keyring"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// perform runs one operation on the system's keychain. The library has no deadline; the
// caller enforces it.
func (k *Keychain) perform(_ context.Context, op operation, token wolkvox.Token) (reply, error) {
	switch op {
	case opGet:
		t, err := get()
		return reply{token: t}, err
	case opStatus, opUnlock:
		// The library cannot look without reading, so the value is read and dropped. On
		// macOS this also makes the system ask for the password.
		_, err := get()
		switch {
		case err == nil, errors.Is(err, ErrInvalid):
			return reply{status: Status{Present: true, Changed: changed()}}, nil
		case errors.Is(err, ErrNotFound):
			return reply{}, nil
		}
		return reply{}, err
	case opSet:
		if err := store(token.Secret()); securityLocked(err) {
			return reply{}, ErrLocked
		} else if err != nil {
			return reply{}, refused("store the token", err)
		}
		got, err := get()
		if err == nil && !got.Equal(token) {
			err = fmt.Errorf("the keychain holds another token than the one stored: %w", ErrUnreachable)
		}
		return reply{}, err
	case opClear:
		if err := keyring.Delete(Service, User); err != nil && !errors.Is(err, keyring.ErrNotFound) {
			return reply{}, refused("remove the token", err)
		}
		return reply{}, nil
	}
	return reply{}, fmt.Errorf("operation %q: %w", op, errors.ErrUnsupported)
}

// get reads the entry.
func get() (wolkvox.Token, error) {
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

// refused is the error of a keychain that does not do what it was asked. A library's error
// is not passed on, because it may quote what it was given; a number of the system's cannot.
func refused(what string, err error) error {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return fmt.Errorf("%s: %w: system error %d: %w", what, ErrUnreachable, uintptr(number), number)
	}
	return fmt.Errorf("%s: %w", what, ErrUnreachable)
}

// link is only needed on Linux: here the library has its own way to the keychain.
type link struct{}

func (link) close() {}

// askConsent does nothing: these systems ask for their consent themselves.
func (k *Keychain) askConsent(context.Context) (asked bool, err error) { return false, nil }

// detach is only needed on Linux, where a child shows the prompt.
func detach(*exec.Cmd) {}

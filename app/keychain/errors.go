package keychain

import (
	"context"
	"errors"
	"fmt"
)

var (
	// ErrNotFound says that the keychain holds no token.
	ErrNotFound = errors.New("no token in the keychain: set the token")
	// ErrInvalid says that the entry exists but is not a token (empty, too long, with
	// spaces or control characters).
	ErrInvalid = errors.New("the keychain entry is not a token: set the token again")
	// ErrSealedElsewhere is the [ErrNotFound] of a file that another user or another machine
	// sealed, or that is damaged.
	ErrSealedElsewhere = fmt.Errorf("the file with the token cannot be unsealed by this user on this machine: %w", ErrNotFound)
	// ErrLocked says that the keychain that has the entry, or would store it, is
	// locked, or that somebody closed the unlock prompt.
	ErrLocked = errors.New("the keychain is locked: unlock it")
	// ErrNotAllowed is the [ErrLocked] of a keychain that is unlocked but gives the entry
	// only to programs that somebody allowed, as KeePassXC does.
	ErrNotAllowed = fmt.Errorf("the keychain gives the token to no program that was not allowed to have it: %w", ErrLocked)
	// ErrUnreachable says that there is no keychain service, or that it refused or
	// failed. Get, Status and Unlock changed nothing; after Set or Clear, Get shows the
	// result.
	ErrUnreachable = errors.New("the keychain cannot be reached: start a keychain service or call IT")
	// ErrTimeout says that no answer came before the deadline. Set or Clear may still
	// have made the change.
	ErrTimeout = errors.New("the keychain did not answer in time: try again")
)

// The helper's exit codes. They start at 10 to differ from a Go program that crashes (2)
// and from a shell that cannot start a program (126, 127).
const (
	exitDone        = 0
	exitInvalid     = 11
	exitUnreachable = 13
	exitTimeout     = 14
	exitUsage       = 15
)

// kinds are the errors with their codes. Every other error is ErrUnreachable. An error that
// wraps another one of them stands before it.
var kinds = []struct {
	err  error
	code string // of package words
	exit int
}{
	{ErrSealedElsewhere, "sealed_elsewhere", 17},
	{ErrNotFound, "not_found", 10},
	{ErrInvalid, "invalid", exitInvalid},
	{ErrNotAllowed, "not_allowed", 16},
	{ErrLocked, "locked", 12},
	{ErrTimeout, "timeout", exitTimeout},
}

// Code is the code of package words for what is wrong with the keychain.
func Code(err error) string {
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			return k.code
		}
	}
	return "unreachable"
}

// exitCode returns the exit code for err.
func exitCode(err error) int {
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			return k.exit
		}
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, context.DeadlineExceeded):
		return exitTimeout
	}
	return exitUnreachable
}

// exitError returns the error for an exit code.
func exitError(code int) error {
	for _, k := range kinds {
		if code == k.exit {
			return k.err
		}
	}
	switch code {
	case exitDone:
		return nil
	case exitUnreachable:
		return ErrUnreachable
	}
	return fmt.Errorf("keychain helper ended with code %d: %w", code, ErrUnreachable)
}

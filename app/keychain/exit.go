package keychain

import (
	"context"
	"errors"
	"fmt"
)

// The helper's exit codes. They start at 10 to differ from a Go program that crashes (2)
// and from a shell that cannot start a program (126, 127).
const (
	exitDone        = 0
	exitNotFound    = 10
	exitInvalid     = 11
	exitLocked      = 12
	exitUnreachable = 13
	exitTimeout     = 14
	exitUsage       = 15
	exitNotAllowed  = 16
	exitElsewhere   = 17
)

// exitCode returns the exit code for err.
func exitCode(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, ErrSealedElsewhere):
		return exitElsewhere
	case errors.Is(err, ErrNotFound):
		return exitNotFound
	case errors.Is(err, ErrInvalid):
		return exitInvalid
	case errors.Is(err, ErrNotAllowed):
		return exitNotAllowed
	case errors.Is(err, ErrLocked):
		return exitLocked
	case errors.Is(err, ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return exitTimeout
	default:
		return exitUnreachable
	}
}

// exitError returns the error for an exit code.
func exitError(code int) error {
	switch code {
	case exitDone:
		return nil
	case exitNotFound:
		return ErrNotFound
	case exitInvalid:
		return ErrInvalid
	case exitNotAllowed:
		return ErrNotAllowed
	case exitLocked:
		return ErrLocked
	case exitTimeout:
		return ErrTimeout
	case exitElsewhere:
		return ErrSealedElsewhere
	case exitUnreachable:
		return ErrUnreachable
	default:
		return fmt.Errorf("keychain helper ended with code %d: %w", code, ErrUnreachable)
	}
}

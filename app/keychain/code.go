package keychain

import "errors"

// Code is the code of package words for what is wrong with the keychain.
func Code(err error) string {
	switch {
	case errors.Is(err, ErrSealedElsewhere):
		return "sealed_elsewhere"
	case errors.Is(err, ErrNotFound):
		return "not_found"
	case errors.Is(err, ErrInvalid):
		return "invalid"
	case errors.Is(err, ErrNotAllowed):
		return "not_allowed"
	case errors.Is(err, ErrLocked):
		return "locked"
	case errors.Is(err, ErrTimeout):
		return "timeout"
	}
	return "unreachable"
}

package keychain

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// tokenStore is a place for the token. The errors of get are ErrNotFound, ErrInvalid or
// another one of this package; clear succeeds if there is nothing.
type tokenStore interface {
	get() (wolkvox.Token, error)
	set(wolkvox.Token) error
	clear() error
	changed() time.Time // when the token was stored; zero if unknown
}

// tokenFile is a tokenStore in a file. Its lock keeps other processes of this user from
// changing the token meanwhile; ok is false if it was not free in time.
type tokenFile interface {
	tokenStore
	Exists() bool
	Lock() (unlock func(), ok bool)
}

// stores are the system's store and, where that may refuse a token, a file beside it. Only
// one of them should have a token; if both do, the newer one counts.
type stores struct {
	system  tokenStore
	file    tokenFile   // nil: there is none
	allowed func() bool // whether a policy allows the file; called only when that matters
}

// get reads the token. If the system's store works again, a token in the file moves there.
func (s stores) get() (token wolkvox.Token, inFile bool, err error) {
	token, err = s.system.get()
	if s.file == nil || !s.file.Exists() {
		return token, false, err
	}
	unlock, locked := s.file.Lock()
	defer unlock()
	// Again: another process may have just moved it.
	token, err = s.system.get()
	if !s.allowed() {
		_ = s.file.clear()
		return token, false, err
	}
	inSystem := err == nil || errors.Is(err, ErrInvalid)
	if inSystem && !s.file.changed().After(s.system.changed()) {
		_ = s.file.clear() // stored in the system since, perhaps by IT
		return token, false, err
	}
	sealed, sealedErr := s.file.get()
	switch {
	case sealedErr != nil && (inSystem || sealedErr == ErrNotFound):
		return token, false, err
	case sealedErr != nil:
		return wolkvox.Token{}, false, sealedErr
	case locked && s.system.set(sealed) == nil:
		_ = s.file.clear()
		return sealed, false, nil
	}
	return sealed, true, nil
}

// set stores the token in the system's store or, if that refuses, in the file.
func (s stores) set(token wolkvox.Token) error {
	if s.file == nil {
		return s.system.set(token)
	}
	unlock, _ := s.file.Lock()
	defer unlock()
	err := s.system.set(token)
	switch {
	case err == nil:
		_ = s.file.clear() // what stays is older, and does not count
		return nil
	case !s.allowed():
		_ = s.file.clear()
		return err
	}
	if inFile := s.file.set(token); inFile != nil {
		return errors.Join(err, inFile)
	}
	if got, unread := s.file.get(); unread != nil || !got.Equal(token) {
		return fmt.Errorf("the file does not hold the token that was stored: %w", err)
	}
	_ = s.system.clear() // an older token, if there is one
	return nil
}

// clear removes the token from both. If the system's store refuses to remove one, it counts
// as removed only if the store then says that it has none.
func (s stores) clear() error {
	if s.file == nil {
		return s.system.clear()
	}
	unlock, _ := s.file.Lock()
	defer unlock()
	err := s.system.clear()
	if left := s.file.clear(); left != nil {
		return errors.Join(err, left)
	}
	if err != nil {
		if _, read := s.system.get(); errors.Is(read, ErrNotFound) {
			return nil
		}
	}
	return err
}

// storeLimits are what Windows says about storing credentials in this log-on.
type storeLimits struct {
	asked    error  // of CredGetSessionTypes
	generic  uint32 // how long it keeps generic credentials, one of CRED_PERSIST_*
	disabled uint64 // the value DisableDomainCreds; 0 if there is none
}

// persistLocalMachine is CRED_PERSIST_LOCAL_MACHINE of wincred.h: with less, credentials are
// gone at log-off, or are not stored at all.
const persistLocalMachine = 2

// refusal returns, for IT, what keeps a token out of Credential Manager. It is empty if
// nothing is known to.
func (l storeLimits) refusal() string {
	var why []string
	switch {
	case l.asked != nil:
		why = append(why, "CredGetSessionTypes: "+l.asked.Error())
	case l.generic < persistLocalMachine:
		why = append(why, fmt.Sprintf("CredGetSessionTypes: %d for generic credentials", l.generic))
	}
	if l.disabled != 0 {
		why = append(why, fmt.Sprintf("DisableDomainCreds=%d", l.disabled))
	}
	return strings.Join(why, ", ")
}

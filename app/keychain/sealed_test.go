package keychain

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// logonError is what Windows says in a log-on that may store no credentials,
// ERROR_NO_SUCH_LOGON_SESSION of winerror.h.
const logonError = syscall.Errno(1312)

// fakeStore is a store that holds a token, or refuses what it is asked.
type fakeStore struct {
	t                             *testing.T
	token                         wolkvox.Token
	at                            time.Time
	refusesGet, refusesSet, fixed error // fixed: it does not remove
	busy                          bool  // somebody else has the lock
}

func (s *fakeStore) get() (wolkvox.Token, error) {
	switch {
	case s.refusesGet != nil:
		return wolkvox.Token{}, s.refusesGet
	case s.token.IsZero():
		return wolkvox.Token{}, ErrNotFound
	}
	return s.token, nil
}

func (s *fakeStore) set(token wolkvox.Token) error {
	if s.refusesSet != nil {
		return s.refusesSet
	}
	s.token, s.at = token, time.Now()
	return nil
}

func (s *fakeStore) clear() error {
	if s.fixed != nil {
		return s.fixed
	}
	s.token = wolkvox.Token{}
	return nil
}

func (s *fakeStore) changed() time.Time             { return s.at }
func (s *fakeStore) Exists() bool                   { return !s.token.IsZero() || s.refusesGet != nil }
func (s *fakeStore) Lock() (unlock func(), ok bool) { return func() {}, !s.busy }

// holds makes a store with a token of some age, or without one.
func holds(t *testing.T, value string, age time.Duration) *fakeStore {
	s := &fakeStore{t: t}
	if value != "" {
		s.token, s.at = mustToken(t, value), time.Now().Add(-age)
	}
	return s
}

func (s *fakeStore) want(what, where, value string) {
	s.t.Helper()
	if got := s.token.Secret(); got != value {
		s.t.Errorf("%s: the %s holds %q, want %q", what, where, got, value)
	}
}

func TestWhichOfTwoStoresCounts(t *testing.T) {
	refuses := refused("store the token", logonError)
	for _, c := range []struct {
		what         string
		system, file *fakeStore
		change       func(system, file *fakeStore)
		forbidden    bool

		want         string // the token
		inFile       bool
		err          error
		left, inside string // afterwards, in file and system
	}{
		{what: "nothing anywhere", system: holds(t, "", 0), file: holds(t, "", 0), err: ErrNotFound},
		{what: "the usual way", system: holds(t, "a1", 0), file: holds(t, "", 0), want: "a1", inside: "a1"},
		{what: "the store refuses", system: holds(t, "", 0), file: holds(t, "b2", 0),
			change: func(s, f *fakeStore) { s.refusesSet, s.refusesGet = refuses, refuses },
			want:   "b2", inFile: true, left: "b2"},
		{what: "the store works again", system: holds(t, "", 0), file: holds(t, "b2", 0), want: "b2", inside: "b2"},
		{what: "it works again, while another process changes the token", system: holds(t, "", 0), file: holds(t, "b2", 0),
			change: func(s, f *fakeStore) { f.busy = true },
			want:   "b2", inFile: true, left: "b2"},
		{what: "IT has stored one since", system: holds(t, "a1", 0), file: holds(t, "b2", time.Hour), want: "a1", inside: "a1"},
		{what: "and not a token", system: holds(t, "a1", 0), file: holds(t, "b2", time.Hour),
			change: func(s, f *fakeStore) { s.refusesGet = ErrInvalid },
			err:    ErrInvalid, inside: "a1"},
		{what: "an older one, which could not be replaced", system: holds(t, "a1", time.Hour), file: holds(t, "b2", 0),
			change: func(s, f *fakeStore) { s.refusesSet = refuses },
			want:   "b2", inFile: true, left: "b2", inside: "a1"},
		{what: "an older one, and the store works again", system: holds(t, "a1", time.Hour), file: holds(t, "b2", 0), want: "b2", inside: "b2"},
		{what: "a policy forbids the file", system: holds(t, "", 0), file: holds(t, "b2", 0), forbidden: true,
			change: func(s, f *fakeStore) { s.refusesSet = refuses },
			err:    ErrNotFound},
		{what: "a file of somebody else", system: holds(t, "", 0), file: holds(t, "b2", 0),
			change: func(s, f *fakeStore) { f.refusesGet = ErrSealedElsewhere },
			err:    ErrSealedElsewhere, left: "b2"},
		{what: "a file of somebody else, and an older token of ours", system: holds(t, "a1", time.Hour), file: holds(t, "b2", 0),
			change: func(s, f *fakeStore) { f.refusesGet = ErrSealedElsewhere },
			want:   "a1", left: "b2", inside: "a1"},
		{what: "neither can be read", system: holds(t, "", 0), file: holds(t, "", 0),
			change: func(s, f *fakeStore) { s.refusesGet = refuses },
			err:    logonError},
	} {
		if c.change != nil {
			c.change(c.system, c.file)
		}
		s := stores{c.system, c.file, func() bool { return !c.forbidden }}
		token, inFile, err := s.get()
		if token.Secret() != c.want || inFile != c.inFile || !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: got %q, in the file: %v, %v", c.what, token.Secret(), inFile, err)
		}
		c.file.want(c.what, "file", c.left)
		c.system.want(c.what, "store", c.inside)
	}
}

// TestATokenThatTheStoreRefuses is stored in the file, unless a policy forbids it, and goes
// from both when it is cleared.
func TestATokenThatTheStoreRefuses(t *testing.T) {
	token, refuses := mustToken(t, "c3"), refused("store the token", logonError)
	system, file := holds(t, "a1", time.Hour), holds(t, "", 0)
	allowed := true
	s := stores{system, file, func() bool { return allowed }}

	if err := s.set(token); err != nil {
		t.Fatal(err)
	}
	system.want("the usual way", "store", "c3")
	file.want("the usual way", "file", "")

	system.refusesSet = refuses
	token = mustToken(t, "d4")
	if err := s.set(token); err != nil {
		t.Fatal(err)
	}
	file.want("refused", "file", "d4")
	system.want("refused", "store", "") // else an older token could come back
	if err := s.clear(); err != nil {
		t.Fatal(err)
	}
	file.want("cleared", "file", "")

	allowed = false
	if err := s.set(token); !errors.Is(err, logonError) {
		t.Errorf("a policy forbids the file: got %v", err)
	}
	file.want("forbidden", "file", "")

	allowed, file.refusesSet = true, refused("write the file with the token", syscall.ENOSPC)
	if err := s.set(token); !errors.Is(err, logonError) || !errors.Is(err, ErrUnreachable) {
		t.Errorf("neither takes it: got %v", err)
	}

	// Without an answer of the store it is not known whether it has a token.
	file.refusesSet, system.fixed, system.refusesGet = nil, refuses, refuses
	if err := s.set(token); err != nil {
		t.Fatal(err)
	}
	if err := s.clear(); !errors.Is(err, logonError) {
		t.Errorf("a store that says nothing: got %v", err)
	}
	file.want("cleared", "file", "")
	system.refusesGet = nil
	if err := s.clear(); err != nil {
		t.Errorf("a store that says that it has none: got %v", err)
	}
	file.token, file.fixed = token, refused("remove the file with the token", syscall.EBUSY)
	if err := s.clear(); err == nil {
		t.Error("the file is still there, and it was said to be cleared")
	}
}

func TestStoresWithoutAFile(t *testing.T) {
	system := holds(t, "", 0)
	s := stores{system: system}
	token := mustToken(t, "a1")
	if err := s.set(token); err != nil {
		t.Fatal(err)
	}
	if got, inFile, err := s.get(); err != nil || inFile || !got.Equal(token) {
		t.Errorf("got %v, %v", inFile, err)
	}
	if err := s.clear(); err != nil {
		t.Fatal(err)
	}
	system.want("cleared", "store", "")
}

// TestTheSystemsNumberReachesDoctor: what a library said is dropped, since it may quote the
// token; the number stays.
func TestTheSystemsNumberReachesDoctor(t *testing.T) {
	k := &Keychain{}
	err := k.packageError(opSet, refused("store the token", fmt.Errorf("token 0a1b2c: %w", logonError)))
	if number, ok := errors.AsType[syscall.Errno](err); !ok || number != logonError || !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), "0a1b2c") {
		t.Errorf("got %v", err)
	}
	if err := k.packageError(opSet, refused("store the token", errors.New("token 0a1b2c"))); err != ErrUnreachable {
		t.Errorf("got %v", err)
	}
}

func TestWhatKeepsATokenOut(t *testing.T) {
	for _, c := range []struct {
		limits storeLimits
		want   string
	}{
		{storeLimits{generic: 3}, ""},
		{storeLimits{generic: 2}, ""},
		{storeLimits{generic: 1}, "CredGetSessionTypes: 1 for generic credentials"}, // gone at log-off
		{storeLimits{generic: 0, disabled: 1}, "CredGetSessionTypes: 0 for generic credentials, DisableDomainCreds=1"},
		{storeLimits{asked: errors.New("system error 1312")}, "CredGetSessionTypes: system error 1312"},
		{storeLimits{generic: 3, disabled: 1}, "DisableDomainCreds=1"},
	} {
		if got := c.limits.refusal(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.limits, got, c.want)
		}
	}
}

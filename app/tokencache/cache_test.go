package tokencache

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestATokenThatWasRefusedIsLookedForUntilItIsReplaced: at once and then with pauses, since
// no keychain notifies us. When a new one is found, the agent is notified once and the search
// ends.
func TestATokenThatWasRefusedIsLookedForUntilItIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stored atomic.Pointer[wolkvox.Token]
		store := func(text string) wolkvox.Token {
			token, err := wolkvox.ParseToken(text)
			if err != nil {
				t.Fatal(err)
			}
			stored.Store(&token)
			return token
		}
		var reads, told atomic.Int32
		v := New(&keychain.Keychain{})
		v.Get = func(context.Context) (wolkvox.Token, error) { reads.Add(1); return *stored.Load(), nil }
		v.Replaced = func() { told.Add(1) }
		old := store("0a1b2c")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		close(v.first) // which is not of interest here
		go func() { _ = v.loop(ctx) }()
		synctest.Wait()

		v.Refused(ctx, old)
		v.Refused(ctx, old) // by the next press
		synctest.Wait()
		if got := reads.Load(); got < 1 || got > 3 {
			t.Errorf("read %d times after a refusal, want at once", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := reads.Load(); got < 60 || got > 65 || told.Load() != 0 {
			t.Errorf("read %d times in an hour and told %d times, want once a minute and nothing to tell", got, told.Load())
		}

		fresh := store("3d4e5f")
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if told.Load() != 1 {
			t.Errorf("told %d times of the new token, want once", told.Load())
		}
		if got, err := v.Token(ctx, time.Second); err != nil || !got.Equal(fresh) {
			t.Errorf("the next press gets %v, %v, want the new token", got, err)
		}
		before := reads.Load()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if reads.Load() != before || told.Load() != 1 {
			t.Errorf("read %d times in a day at rest, and told %d times", reads.Load()-before, told.Load())
		}

		// Replaced before the refusal arrived; and one that is accepted after all.
		v.Refused(ctx, old)
		synctest.Wait()
		if told.Load() != 2 {
			t.Errorf("told %d times, want that the new one is there already", told.Load())
		}
		v.Refused(ctx, fresh)
		v.Accepted()
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := reads.Load() - before; got > 4 || told.Load() != 2 {
			t.Errorf("read %d times after it was accepted", got)
		}
	})
}

// scripted is a Cache whose keychain answers as the test says.
type scripted struct {
	*Cache
	t        *testing.T
	ctx      context.Context
	token    wolkvox.Token
	says     atomic.Pointer[error] // of Get
	reads    atomic.Int32
	answers  []error // of the person, one after another
	unlocked func()  // called before an answer
	asked    int
}

func script(t *testing.T, says error) *scripted {
	token, err := wolkvox.ParseToken("0a1b2c")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	s := &scripted{Cache: New(&keychain.Keychain{}), t: t, ctx: ctx, token: token, unlocked: func() {}}
	s.says.Store(&says)
	s.Get = func(context.Context) (wolkvox.Token, error) {
		s.reads.Add(1)
		if err := *s.says.Load(); err != nil {
			return wolkvox.Token{}, err
		}
		return s.token, nil
	}
	s.unlock = func(context.Context) error {
		s.asked++
		s.unlocked()
		answer := s.answers[0]
		s.answers = s.answers[1:]
		return answer
	}
	go func() { _ = s.Run(ctx) }()
	synctest.Wait()
	return s
}

// reading changes what the keychain says, reads again, and wants the token or that error.
func (s *scripted) reading(says, want error) {
	s.t.Helper()
	s.says.Store(&says)
	s.ReadAgain()
	synctest.Wait()
	s.wants(fmt.Sprint(says), want)
}

func (s *scripted) wants(when string, want error) {
	s.t.Helper()
	token, err := s.Token(s.ctx, 0)
	if err != want || token.Equal(s.token) != (want == nil) || s.Err() != want {
		s.t.Errorf("%s: a press gets %v, %v and status says %v; want the token or %v", when, token, err, s.Err(), want)
	}
}

// A token stays until the keychain says that it has none: a failed read changes nothing.
func TestATokenThatWasReadIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script(t, nil)
		for _, err := range []error{keychain.ErrLocked, keychain.ErrNotAllowed, keychain.ErrTimeout, keychain.ErrUnreachable, keychain.ErrInvalid, keychain.ErrSealedElsewhere, context.Canceled} {
			s.reading(err, nil)
		}
		s.reading(keychain.ErrNotFound, keychain.ErrNotFound)
		s.reading(keychain.ErrTimeout, keychain.ErrTimeout) // the current error, not an older one
		s.reading(nil, nil)
	})
}

// A keychain that did not answer will not notify us when it can, so it is polled. A locked
// one notifies us, and is not.
func TestAKeychainThatDidNotAnswerIsAskedAgain(t *testing.T) {
	for _, tt := range []struct {
		says  error
		again bool
	}{{keychain.ErrTimeout, true}, {keychain.ErrUnreachable, true}, {keychain.ErrNotFound, false}, {keychain.ErrInvalid, false}} {
		t.Run(tt.says.Error(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := script(t, tt.says)
				time.Sleep(time.Hour)
				synctest.Wait()
				if n := s.reads.Load(); n > 1 != tt.again || n > 65 {
					t.Errorf("read %d times in an hour", n)
				}
				s.says.Store(new(error))
				time.Sleep(time.Minute + time.Second)
				synctest.Wait()
				if tt.again {
					s.wants("it answers", nil)
				}
				before := s.reads.Load()
				time.Sleep(time.Hour)
				synctest.Wait()
				if n := s.reads.Load() - before; n > 1 {
					t.Errorf("read %d times after it had answered", n)
				}
			})
		})
	}
}

// When the keychain needs a password or consent, it shows its two prompts, each once per
// run, also if it starts later than we do.
func TestTheKeychainAsksOnceAStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script(t, keychain.ErrUnreachable)
		s.unlocked = func() { s.says.Store(new(keychain.ErrNotAllowed)) }
		s.answers = []error{nil, keychain.ErrNotAllowed}
		s.reading(keychain.ErrLocked, keychain.ErrNotAllowed) // the password, then the consent, refused
		if s.asked != 2 {
			t.Errorf("asked %d times, want for the password and for the consent", s.asked)
		}
		s.reading(keychain.ErrLocked, keychain.ErrLocked)
		s.reading(keychain.ErrNotAllowed, keychain.ErrNotAllowed)
		s.reading(nil, nil)
		if s.asked != 2 {
			t.Errorf("asked %d times, want no more", s.asked)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := script(t, nil)
		s.reading(keychain.ErrLocked, nil)
		if s.asked != 0 {
			t.Error("asked for a token that is there")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := script(t, nil)
		s.answers = []error{nil}
		s.reading(keychain.ErrNotFound, keychain.ErrNotFound)
		s.unlocked = func() { s.says.Store(new(error)) }
		s.reading(keychain.ErrNotAllowed, nil) // after consent the token is read at once
		if s.asked != 1 {
			t.Errorf("asked %d times, want once", s.asked)
		}
	})
}

// An unlocked keychain notifies us before its password prompt has closed. The consent prompt
// is shown then and not lost.
func TestTheKeychainAsksOneQuestionAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := script(t, keychain.ErrNotFound)
		s.answers = []error{nil, nil}
		var open atomic.Int32
		s.unlocked = func() {
			if open.Add(1) > 1 {
				t.Error("two questions at once")
			}
			time.Sleep(time.Minute)
			if open.Add(-1); s.asked == 2 {
				s.says.Store(new(error))
			}
		}
		s.reading(keychain.ErrLocked, keychain.ErrLocked)
		s.reading(keychain.ErrNotAllowed, keychain.ErrNotAllowed) // the password was typed
		time.Sleep(2*time.Minute + time.Second)
		synctest.Wait()
		s.wants("both are answered", nil)
		if s.asked != 2 {
			t.Errorf("asked %d times, want twice", s.asked)
		}
	})
}

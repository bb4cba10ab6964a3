package app

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestATokenThatWasRefusedIsLookedForUntilItIsReplaced: at once, then now and then,
// since no keychain tells of it; when it is found the agent is told once, and then
// nothing is done any more.
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
		v := newVault(&keychain.Keychain{})
		v.get = func(context.Context) (wolkvox.Token, error) { reads.Add(1); return *stored.Load(), nil }
		v.replaced = func() { told.Add(1) }
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

		// Replaced before the refusal was heard of; and one that is accepted after all.
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

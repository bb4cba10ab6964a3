package app

import (
	"context"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// vault keeps the token in memory for the press path, which never calls the
// keychain itself (design: safety).
type vault struct {
	keychain *keychain.Keychain // nil in practice
	first    chan struct{}      // closed after the first read
	asked    chan func(changed bool)
	done     func(error) // told after each read; may be nil

	mu    sync.Mutex
	token wolkvox.Token
	err   error
}

func newVault(k *keychain.Keychain) *vault {
	return &vault{keychain: k, first: make(chan struct{}), asked: make(chan func(bool), 8)}
}

func newPracticeVault(token wolkvox.Token) *vault {
	v := newVault(nil)
	v.token = token
	close(v.first)
	return v
}

// Run reads once, then whenever ReadAgain asks or the keychain is unlocked.
func (v *vault) Run(ctx context.Context) error {
	if v.keychain == nil {
		return nil
	}
	v.read(ctx)
	close(v.first)
	go v.keychain.WatchUnlock(ctx, func() { v.ReadAgain(nil) })
	if v.locked() {
		// One prompt a start, in a child of its own; what it unlocks is told by
		// WatchUnlock.
		go func() { _ = v.keychain.Unlock(ctx) }()
	}
	for {
		select {
		case told := <-v.asked:
			changed := v.read(ctx)
			if told != nil {
				told(changed)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// Token waits for the first read, for at most within.
func (v *vault) Token(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
	select {
	case <-v.first:
	default:
		timer := time.NewTimer(max(within, 0))
		defer timer.Stop()
		select {
		case <-v.first:
		case <-timer.C:
			return wolkvox.Token{}, keychain.ErrTimeout
		case <-ctx.Done():
			return wolkvox.Token{}, ctx.Err()
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.token, v.err
}

// ReadAgain asks for another read in the background, and tells whether it found
// another token. It never blocks.
func (v *vault) ReadAgain(told func(changed bool)) {
	select {
	case v.asked <- told:
	default:
	}
}

// Err is why there is no token, nil if there is one.
func (v *vault) Err() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

func (v *vault) locked() bool { return tokenReason(v.Err()) == reasonKeychainLocked }

func (v *vault) read(ctx context.Context) (changed bool) {
	token, err := v.keychain.Get(ctx)
	v.mu.Lock()
	changed = err == nil && !token.Equal(v.token)
	v.token, v.err = token, err
	v.mu.Unlock()
	if v.done != nil {
		v.done(err)
	}
	return changed
}

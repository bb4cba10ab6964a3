package app

import (
	"context"
	"runtime"
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
	asked    chan struct{}
	done     func(error) // told after each read; may be nil
	replaced func()      // told when another token than the refused one is found; may be nil
	get      func(context.Context) (wolkvox.Token, error)

	mu        sync.Mutex
	token     wolkvox.Token
	err       error
	refused   wolkvox.Token // by wolkvox, and not replaced yet
	searching bool
}

// searchPauses are how long a token in place of a refused one is waited for between
// looks; the last pause repeats. No keychain tells that an entry was replaced.
var searchPauses = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute}

func newVault(k *keychain.Keychain) *vault {
	v := &vault{keychain: k, first: make(chan struct{}), asked: make(chan struct{}, 1)}
	if k != nil {
		v.get = k.Get
	}
	return v
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
	go v.keychain.WatchUnlock(ctx, v.ReadAgain)
	if v.locked() {
		// One prompt a start, in a child of its own; what it unlocks is told by
		// WatchUnlock.
		go func() { _ = v.keychain.Unlock(ctx) }()
	}
	return v.loop(ctx)
}

// loop reads whenever it is asked to.
func (v *vault) loop(ctx context.Context) error {
	for {
		select {
		case <-v.asked:
			v.read(ctx)
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

// ReadAgain asks for another read in the background. It never blocks.
func (v *vault) ReadAgain() {
	select {
	case v.asked <- struct{}{}:
	default:
	}
}

// Refused says that wolkvox refused token. Another one is looked for at once, and then
// now and then until there is one or ctx ends; that is told by replaced. It never
// blocks.
func (v *vault) Refused(ctx context.Context, token wolkvox.Token) {
	if v.keychain == nil {
		return
	}
	v.mu.Lock()
	start := !v.searching && looksByItself
	v.refused, v.searching = token, v.searching || start
	v.mu.Unlock()
	v.ReadAgain()
	if start {
		go v.search(ctx)
	}
}

// Accepted says that wolkvox took the token: nothing is looked for any more.
func (v *vault) Accepted() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.refused = wolkvox.Token{}
}

// looksByItself is false on macOS, whose keychain may ask the person each time.
const looksByItself = runtime.GOOS != "darwin"

// search reads again until the refused token is replaced.
func (v *vault) search(ctx context.Context) {
	for i := 0; ; i++ {
		select {
		case <-time.After(searchPauses[min(i, len(searchPauses)-1)]):
		case <-ctx.Done():
			return
		}
		v.mu.Lock()
		v.searching = !v.refused.IsZero()
		over := !v.searching
		v.mu.Unlock()
		if over {
			return
		}
		v.ReadAgain()
	}
}

// Err is why there is no token, nil if there is one.
func (v *vault) Err() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

func (v *vault) locked() bool { return tokenReason(v.Err()) == reasonKeychainLocked }

func (v *vault) read(ctx context.Context) {
	token, err := v.get(ctx)
	v.mu.Lock()
	v.token, v.err = token, err
	found := err == nil && !v.refused.IsZero() && !token.Equal(v.refused)
	if found {
		v.refused = wolkvox.Token{}
	}
	v.mu.Unlock()
	if v.done != nil {
		v.done(err)
	}
	if found && v.replaced != nil {
		v.replaced()
	}
}

package tokencache

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Cache keeps the token in memory for the press path, which never calls the keychain
// itself. A token stays until another one is read or the keychain says that
// it holds none; one that is locked or does not answer changes nothing.
type Cache struct {
	keychain *keychain.Keychain // nil if the token is fixed
	first    chan struct{}      // closed after the first read
	asked    chan struct{}      // a read is requested
	unlock   func(context.Context) error

	// To be set before Run.
	Get      func(context.Context) (wolkvox.Token, error) // reads the keychain; New sets it
	Done     func(error)                                  // called after each read, with Err; may be nil
	Replaced func()                                       // called when a token other than the refused one is found; may be nil

	mu         sync.Mutex
	token      wolkvox.Token
	err        error
	refused    wolkvox.Token // by wolkvox, and not replaced yet
	unanswered bool          // the keychain did not answer, and will not notify us when it can
	searching  bool

	// The prompts that the keychain was asked to show. Each is shown once per run, and only
	// one at a time.
	askedPassword, askedConsent, asking bool
}

// New returns a cache of the token in k. Nothing is read before Run.
func New(k *keychain.Keychain) *Cache {
	v := &Cache{keychain: k, first: make(chan struct{}), asked: make(chan struct{}, 1)}
	if k != nil {
		v.Get, v.unlock = k.Get, k.Unlock
		k.Unlocked = v.ReadAgain
	}
	return v
}

// Fixed returns a cache that holds token and knows no keychain.
func Fixed(token wolkvox.Token) *Cache {
	v := New(nil)
	v.token = token
	close(v.first)
	return v
}

// Run reads once, and then on ReadAgain and when the keychain is unlocked.
func (v *Cache) Run(ctx context.Context) error {
	if v.keychain == nil {
		return nil
	}
	defer v.keychain.Close()
	v.read(ctx)
	close(v.first)
	return v.loop(ctx)
}

func (v *Cache) loop(ctx context.Context) error {
	for {
		select {
		case <-v.asked:
			v.read(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

func (v *Cache) read(ctx context.Context) {
	token, err := v.Get(ctx)
	v.mu.Lock()
	// A file that cannot be unsealed for a while (a domain that is not reached, a changed
	// password) is no word that there is no token.
	gone := errors.Is(err, keychain.ErrNotFound) && !errors.Is(err, keychain.ErrSealedElsewhere)
	if err == nil || v.token.IsZero() || gone {
		v.token, v.err = token, err
	}
	missing := v.token.IsZero()
	v.unanswered = err != nil && (press.WhyNoToken(err) == press.KeychainTimeout || press.WhyNoToken(err) == press.KeychainUnreachable)
	if v.unanswered {
		v.startSearch(ctx)
	}
	found := err == nil && !v.refused.IsZero() && !token.Equal(v.refused)
	if found {
		v.refused = wolkvox.Token{}
	}
	err = v.err
	v.mu.Unlock()
	if v.Done != nil {
		v.Done(err)
	}
	if found && v.Replaced != nil {
		v.Replaced()
	}
	if missing {
		v.askPerson(ctx, err)
	}
}

// askPerson lets the keychain prompt the person for a password or consent, if that is why there is
// no token.
func (v *Cache) askPerson(ctx context.Context, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	asked := &v.askedPassword
	switch {
	case errors.Is(err, keychain.ErrNotAllowed):
		asked = &v.askedConsent
	case !errors.Is(err, keychain.ErrLocked):
		return
	}
	if *asked || v.asking {
		return
	}
	*asked, v.asking = true, true
	go func() {
		_ = v.unlock(ctx)
		v.mu.Lock()
		v.asking = false
		v.mu.Unlock()
		v.ReadAgain() // whatever the answer: after the password, consent may be needed
	}()
}

// Token waits for the first read, for at most within.
func (v *Cache) Token(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
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

// Err is why there is no token, nil if there is one.
func (v *Cache) Err() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

// ReadAgain asks for another read in the background. It never blocks.
func (v *Cache) ReadAgain() {
	newest.Wake(v.asked)
}

// Refused says that wolkvox refused token. The keychain is read for another one at once, and
// then from time to time until there is one or ctx ends; Replaced is called then. It never
// blocks.
func (v *Cache) Refused(ctx context.Context, token wolkvox.Token) {
	if v.keychain == nil {
		return
	}
	v.mu.Lock()
	v.refused = token
	v.startSearch(ctx)
	v.mu.Unlock()
	v.ReadAgain()
}

// Accepted says that wolkvox accepted the token: the search for another one ends.
func (v *Cache) Accepted() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.refused = wolkvox.Token{}
}

// searchPauses are the pauses between reads after a refused token or an unanswered read; the
// last one repeats. No keychain notifies us of a replaced entry.
var searchPauses = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute}

// searchesInBackground is false on macOS, whose keychain may prompt at each read.
const searchesInBackground = runtime.GOOS != "darwin"

// startSearch starts a search unless one runs; v.mu is held.
func (v *Cache) startSearch(ctx context.Context) {
	if !v.searching && searchesInBackground {
		v.searching = true
		go v.search(ctx)
	}
}

// search reads again until the refused token is replaced and the keychain has
// answered.
func (v *Cache) search(ctx context.Context) {
	for i := 0; ; i++ {
		select {
		case <-time.After(searchPauses[min(i, len(searchPauses)-1)]):
		case <-ctx.Done():
			return
		}
		v.mu.Lock()
		v.searching = !v.refused.IsZero() || v.unanswered
		over := !v.searching
		v.mu.Unlock()
		if over {
			return
		}
		v.ReadAgain()
	}
}

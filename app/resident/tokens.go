package resident

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

// tokens keeps the token in memory for the press path, which never calls the
// keychain itself (design: safety). A token that was read stays until another one is
// read or the keychain says that it holds none: a keychain that is locked or does not
// answer says nothing about it.
type tokens struct {
	keychain *keychain.Keychain // nil in practice
	first    chan struct{}      // closed after the first read
	asked    chan struct{}
	done     func(error) // told after each read, of Err; may be nil
	replaced func()      // told when another token than the refused one is found; may be nil
	get      func(context.Context) (wolkvox.Token, error)
	unlock   func(context.Context) error

	mu         sync.Mutex
	token      wolkvox.Token
	err        error
	refused    wolkvox.Token // by wolkvox, and not replaced yet
	unanswered bool          // the keychain did not say what it holds, and will not tell when it can
	searching  bool

	// The questions that the keychain was asked to put to the person. Each is put once
	// a start, and one after the other.
	askedPassword, askedConsent, asking bool
}

// searchPauses are how long the keychain is left alone between looks for a token in
// place of a refused one, or after one that it did not answer; the last pause repeats.
// No keychain tells that an entry was replaced.
var searchPauses = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute}

func newTokens(k *keychain.Keychain) *tokens {
	v := &tokens{keychain: k, first: make(chan struct{}), asked: make(chan struct{}, 1)}
	if k != nil {
		v.get, v.unlock = k.Get, k.Unlock
		k.Unlocked = v.ReadAgain
	}
	return v
}

func newPracticeTokens(token wolkvox.Token) *tokens {
	v := newTokens(nil)
	v.token = token
	close(v.first)
	return v
}

// Run reads once, then whenever ReadAgain asks or the keychain is unlocked.
func (v *tokens) Run(ctx context.Context) error {
	if v.keychain == nil {
		return nil
	}
	defer v.keychain.Close()
	v.read(ctx)
	close(v.first)
	return v.loop(ctx)
}

// loop reads whenever it is asked to.
func (v *tokens) loop(ctx context.Context) error {
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
func (v *tokens) Token(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
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
func (v *tokens) ReadAgain() {
	newest.Wake(v.asked)
}

// Refused says that wolkvox refused token. Another one is looked for at once, and then
// now and then until there is one or ctx ends; that is told by replaced. It never
// blocks.
func (v *tokens) Refused(ctx context.Context, token wolkvox.Token) {
	if v.keychain == nil {
		return
	}
	v.mu.Lock()
	v.refused = token
	v.keepLooking(ctx)
	v.mu.Unlock()
	v.ReadAgain()
}

// keepLooking looks now and then from now on, if nobody does; v.mu is held.
func (v *tokens) keepLooking(ctx context.Context) {
	if !v.searching && looksByItself {
		v.searching = true
		go v.search(ctx)
	}
}

// Accepted says that wolkvox took the token: nothing is looked for any more.
func (v *tokens) Accepted() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.refused = wolkvox.Token{}
}

// looksByItself is false on macOS, whose keychain may ask the person each time.
const looksByItself = runtime.GOOS != "darwin"

// search reads again until the refused token is replaced and the keychain has
// answered.
func (v *tokens) search(ctx context.Context) {
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

// Err is why there is no token, nil if there is one.
func (v *tokens) Err() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

func (v *tokens) read(ctx context.Context) {
	token, err := v.get(ctx)
	v.mu.Lock()
	if err == nil || v.token.IsZero() || errors.Is(err, keychain.ErrNotFound) {
		v.token, v.err = token, err
	}
	missing := v.token.IsZero()
	v.unanswered = err != nil && (press.WhyNoToken(err) == press.KeychainTimeout || press.WhyNoToken(err) == press.KeychainUnreachable)
	if v.unanswered {
		v.keepLooking(ctx)
	}
	found := err == nil && !v.refused.IsZero() && !token.Equal(v.refused)
	if found {
		v.refused = wolkvox.Token{}
	}
	err = v.err
	v.mu.Unlock()
	if v.done != nil {
		v.done(err)
	}
	if found && v.replaced != nil {
		v.replaced()
	}
	if missing {
		v.ask(ctx, err)
	}
}

// ask has the keychain put its question to the person, if that is what keeps the token
// from us.
func (v *tokens) ask(ctx context.Context, err error) {
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
		v.ReadAgain() // whatever the answer: behind a password may be the other question
	}()
}

// tokenRead says why there is no token, once for each reason.
func (r *resident) tokenRead(err error) {
	code := ""
	if err != nil {
		code = keychain.Code(err)
	}
	if code != "" && code != r.screen.state.keychain {
		r.log.Warn("keychain", "err", err)
		r.p.Warn(r.p.Words.Keychain(code))
	}
	r.screen.state.keychain = code
	r.show(false)
}

// token brings the token that was read before the press.
func (r *resident) token(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
	token, err := r.tokens.Token(ctx, within)
	if err != nil {
		r.tokens.ReadAgain()
	}
	return token, err
}

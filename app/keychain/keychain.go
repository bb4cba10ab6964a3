package keychain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// The name of the entry, the same on every system.
const (
	// Service is the entry's service name.
	Service = "wolkvox-hold"
	// User is the entry's user name.
	User = "token"
)

const (
	// QuietDeadline is how long Get and Status wait at most, and less where
	// their context ends sooner. It is the whole budget of one press.
	QuietDeadline = 3 * time.Second
	// PromptDeadline is how long Set and Clear wait where their context has no
	// deadline. They may wait for a person to type a password.
	PromptDeadline = 2 * time.Minute
)

var (
	// ErrNotFound says that the keychain holds no token.
	ErrNotFound = errors.New("no token in the keychain: set the token")
	// ErrInvalid says that the entry is there but is not a token (empty, too
	// long, with spaces or control characters).
	ErrInvalid = errors.New("the keychain entry is not a token: set the token anew")
	// ErrLocked says that the entry is there, or would be stored, in a keychain
	// which is locked; also when somebody closed the unlock prompt.
	ErrLocked = errors.New("the keychain is locked: unlock it")
	// ErrNotAllowed is the [ErrLocked] of a keychain which is open and gives the
	// entry only to programs that somebody allowed to have it, as KeePassXC does.
	ErrNotAllowed = fmt.Errorf("the keychain gives the token to no program that was not allowed to have it: %w", ErrLocked)
	// ErrUnreachable says that there is no keychain service to talk to, or that
	// it refused or failed. Nothing was changed by Get, Status and Unlock; after
	// a Set or Clear, ask Get what the keychain holds.
	ErrUnreachable = errors.New("the keychain cannot be reached: start a keychain service or call IT")
	// ErrTimeout says that no answer came before the deadline. After a Set or
	// Clear the change may have been made.
	ErrTimeout = errors.New("the keychain did not answer in time: try again")
)

// Keychain is the token's place on this machine. The zero value works, in
// process. It must not be copied after first use. Its methods may be called
// from several goroutines at once.
type Keychain struct {
	// Helper starts this program again as the keychain helper, so that
	// HelperMain gets args; the program passes
	//
	//	exec.CommandContext(ctx, self, append([]string{"keychain-helper"}, args...)...)
	//
	// The command must be bound to ctx, which is what ends a child at the
	// deadline. Nil means that every call is made in process: right on Windows
	// and macOS, and on Linux only for programs that end soon anyway.
	Helper func(ctx context.Context, args ...string) *exec.Cmd
	// Unlocked is called, on a goroutine of its own, whenever a collection of the
	// keychain becomes unlocked, a keychain service appears or the connection to
	// it is lost: the moments to read the token again. Set it before the first
	// call. That a token was replaced in an unlocked keychain no system tells, and
	// Windows and macOS tell nothing. It may be nil.
	Unlocked func()
	// Log gets what a person is not told: why a child failed. The token is
	// never in it. Nil means no log.
	Log *slog.Logger

	// call is perform, the system's keychain, outside tests.
	call func(context.Context, operation, wolkvox.Token) (reply, error)

	link link // to the keychain service, over which this process reads

	mu     sync.Mutex
	lane   chan struct{} // in process: one call at a time
	prompt *pending      // the prompt that is open, if any
}

// Status tells what is in the keychain, without the value.
type Status struct {
	// Present says that an entry exists. Whether it is a token is only known
	// to Get.
	Present bool
	// Locked says that the entry cannot be read without a prompt or, where
	// there is none, that the collection which would take it is locked.
	Locked bool
	// Changed is when the entry was stored last, by the keychain's own clock and
	// in whole seconds; zero where the keychain does not say.
	Changed time.Time
}

// pending is a prompt which some callers wait for.
type pending struct {
	done chan struct{} // closed after err is set
	err  error
}

// Get reads the token. On Linux and Windows it never opens a prompt, and a
// locked keychain is ErrLocked. (macOS asks by itself where its keychain is
// locked or the entry was made by another program.) It waits for at most
// QuietDeadline.
func (k *Keychain) Get(ctx context.Context) (wolkvox.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, QuietDeadline)
	defer cancel()
	reply, err := k.do(ctx, opGet, wolkvox.Token{})
	if err != nil {
		return wolkvox.Token{}, err
	}
	return reply.token, nil
}

// Status looks for the entry without reading it. It never opens a prompt, on
// Linux and Windows, and waits for at most QuietDeadline.
func (k *Keychain) Status(ctx context.Context) (Status, error) {
	ctx, cancel := context.WithTimeout(ctx, QuietDeadline)
	defer cancel()
	reply, err := k.do(ctx, opStatus, wolkvox.Token{})
	return reply.status, err
}

// Set stores the token in place of any older one and reads it back: a nil error
// means that Get returns this token now. It may open a prompt, so it is only
// called by the agent's own act. It waits until the context's deadline, or
// PromptDeadline where there is none.
func (k *Keychain) Set(ctx context.Context, token wolkvox.Token) error {
	if token.IsZero() {
		return fmt.Errorf("store an empty token: %w", ErrInvalid)
	}
	return k.change(ctx, opSet, token)
}

// Clear removes the token; an entry that is not there counts as removed. It may
// open a prompt and waits like Set.
func (k *Keychain) Clear(ctx context.Context) error {
	return k.change(ctx, opClear, wolkvox.Token{})
}

// change runs an operation that needs an unlocked keychain. Where that is locked,
// the prompt is opened by a child that does not end with the deadline.
func (k *Keychain) change(ctx context.Context, op operation, token wolkvox.Token) error {
	ctx, cancel := promptContext(ctx)
	defer cancel()
	_, err := k.do(ctx, op, token)
	if !errors.Is(err, ErrLocked) || errors.Is(err, ErrNotAllowed) {
		return err
	}
	if err := k.waitForPrompt(ctx, k.unlockChild); err != nil {
		return err
	}
	_, err = k.do(ctx, op, token)
	return err
}

// Unlock opens the question that keeps Get from the token, which is either the
// keychain's password or its consent to this program, and waits for the person for
// as long as the context lasts. Where nothing is locked it opens nothing. The
// question stays open when the context ends first: what the person answers then
// still counts, and of a password Unlocked tells. A second call while a question is
// open waits for that one. Call it at most once a start unasked, or by the agent's
// own act.
//
// On Windows there is nothing to unlock. On macOS the entry is read, which
// makes the system ask.
func (k *Keychain) Unlock(ctx context.Context) error {
	return k.waitForPrompt(ctx, func(ctx context.Context) error {
		if asked, err := k.askConsent(ctx); asked {
			return k.typed(opUnlock, err)
		}
		return k.unlockChild(ctx)
	})
}

// waitForPrompt opens a prompt, or waits for the one that is open.
func (k *Keychain) waitForPrompt(ctx context.Context, open func(context.Context) error) error {
	k.mu.Lock()
	p := k.prompt
	if p == nil {
		p = &pending{done: make(chan struct{})}
		k.prompt = p
		go func() {
			// WithoutCancel: the prompt outlives the call that opened it.
			p.err = open(context.WithoutCancel(ctx))
			k.mu.Lock()
			k.prompt = nil
			k.mu.Unlock()
			close(p.done)
		}()
	}
	k.mu.Unlock()

	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		return ended(ctx)
	}
}

// Close ends the connection to the keychain service, and with it what the service
// allowed to this process. A later call makes a new one.
func (k *Keychain) Close() { k.link.close() }

// promptContext gives a context a deadline where it has none.
func promptContext(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, PromptDeadline)
}

// ended says why a context is done: ErrTimeout for a deadline, else the
// context's own error.
func ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTimeout
	}
	return ctx.Err()
}

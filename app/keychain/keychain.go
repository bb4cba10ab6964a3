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
	// QuietDeadline limits Get and Status, if their context does not end sooner. It is
	// the whole time that a press has.
	QuietDeadline = 3 * time.Second
	// PromptDeadline limits Set and Clear if their context has no deadline. A person may
	// have to type a password meanwhile.
	PromptDeadline = 2 * time.Minute
)

// Keychain stores the token on this machine. The zero value works and makes every call in
// process. It must not be copied after first use. Its methods may be called from several
// goroutines.
type Keychain struct {
	// Helper starts this program again as the keychain helper, so that HelperMain gets
	// args; the program passes
	//
	//	exec.CommandContext(ctx, self, append([]string{"keychain-helper"}, args...)...)
	//
	// The command must be bound to ctx, which ends a child at the deadline. With nil,
	// every call is made in process: right on Windows and macOS, and on Linux only for
	// programs that end soon anyway.
	Helper func(ctx context.Context, args ...string) *exec.Cmd
	// SealedFile is the full path of a file for a token that Credential Manager refuses. It
	// is encrypted by Windows for this user on this machine. Windows alone uses it; empty
	// means that there is none.
	SealedFile string
	// MayUseFile reports whether SealedFile may hold a token. If not, a file that is there
	// is removed. It is called only if the file exists or is needed, and may take long. Nil
	// means that it may.
	MayUseFile func() bool
	// Unlocked is called on its own goroutine whenever the token should be read again:
	// a collection was unlocked, a keychain service appeared, or the connection to it
	// was lost. Set it before the first call. It may be nil. No system reports that a
	// token was replaced in an unlocked keychain, and Windows and macOS report nothing
	// at all.
	Unlocked func()
	// Log gets details, such as why a child failed, but never the token. Nil means no
	// log.
	Log *slog.Logger

	// call replaces perform, the system's keychain, in tests.
	call func(context.Context, operation, wolkvox.Token) (reply, error)

	link link // the connection that this process reads over

	mu     sync.Mutex
	slot   chan struct{} // in process: one call at a time
	prompt *openPrompt   // nil if no prompt is open
}

// Status says what is in the keychain, without the value.
type Status struct {
	// Present says that an entry exists. Only Get shows whether it is a valid token.
	Present bool
	// Locked says that the entry cannot be read without a prompt or, without an entry,
	// that the collection which would store it is locked.
	Locked bool
	// InFile says that the token is in SealedFile.
	InFile bool
	// Changed is when the entry was stored last, by the keychain's clock; zero if unknown.
	Changed time.Time
}

// fromSeconds converts the time of an entry from seconds since 1970. It returns zero
// for 0, which keychains use for unknown, and for dates that make no sense.
func fromSeconds(seconds int64) time.Time {
	const year3000 = 32503680000
	if seconds <= 0 || seconds > year3000 {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

// openPrompt is a prompt that callers wait for.
type openPrompt struct {
	done chan struct{} // closed after err is set
	err  error
}

// Get reads the token. On Linux and Windows it never opens a prompt, and a locked
// keychain is ErrLocked. (macOS itself opens one if its keychain is locked or another
// program made the entry.) It waits for at most QuietDeadline.
func (k *Keychain) Get(ctx context.Context) (wolkvox.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, QuietDeadline)
	defer cancel()
	reply, err := k.do(ctx, opGet, wolkvox.Token{})
	if err != nil {
		return wolkvox.Token{}, err
	}
	return reply.token, nil
}

// Status looks for the entry without reading it. On Linux and Windows it never opens a
// prompt. It waits for at most QuietDeadline.
func (k *Keychain) Status(ctx context.Context) (Status, error) {
	ctx, cancel := context.WithTimeout(ctx, QuietDeadline)
	defer cancel()
	reply, err := k.do(ctx, opStatus, wolkvox.Token{})
	return reply.status, err
}

// Set replaces the stored token and reads it back: a nil error means that Get now returns
// this token. It may open a prompt, so call it only when the agent asked for it. It waits
// until the context's deadline, or for PromptDeadline without one.
func (k *Keychain) Set(ctx context.Context, token wolkvox.Token) error {
	if token.IsZero() {
		return fmt.Errorf("store an empty token: %w", ErrInvalid)
	}
	return k.change(ctx, opSet, token)
}

// Clear removes the token, and succeeds if there is none. It may open a prompt and waits
// like Set.
func (k *Keychain) Clear(ctx context.Context) error {
	return k.change(ctx, opClear, wolkvox.Token{})
}

// change runs an operation that needs an unlocked keychain. If the keychain is locked, a
// child opens the prompt and does not end with the deadline.
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

// Unlock opens the prompt that keeps Get from the token, for the keychain's password or
// for its consent to this program, and waits for the person until ctx ends. It opens
// nothing if nothing is locked. If ctx ends first, the prompt stays open and its answer
// still counts; a password is then reported by Unlocked. A second call waits for the
// prompt that is open. Call it when the agent asked for it, and otherwise at most once
// per start.
//
// On Windows there is nothing to unlock. On macOS it reads the entry, which makes the
// system ask.
func (k *Keychain) Unlock(ctx context.Context) error {
	return k.waitForPrompt(ctx, func(ctx context.Context) error {
		if asked, err := k.askConsent(ctx); asked {
			return k.packageError(opUnlock, err)
		}
		return k.unlockChild(ctx)
	})
}

// waitForPrompt opens a prompt, or waits for the one that is open.
func (k *Keychain) waitForPrompt(ctx context.Context, open func(context.Context) error) error {
	k.mu.Lock()
	p := k.prompt
	if p == nil {
		p = &openPrompt{done: make(chan struct{})}
		k.prompt = p
		go func() {
			// The prompt outlives the call that opened it.
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
		return contextError(ctx)
	}
}

// Close ends the connection to the keychain service, and with it the consent given to
// this process. A later call makes a new connection.
func (k *Keychain) Close() { k.link.close() }

// promptContext adds PromptDeadline to a context that has no deadline.
func promptContext(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, PromptDeadline)
}

// contextError says why a context is done: ErrTimeout for a deadline, else the context's
// own error.
func contextError(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrTimeout
	}
	return ctx.Err()
}

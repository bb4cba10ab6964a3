package keychain

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// operation is an operation on the keychain. Its text is the helper's argument.
type operation string

const (
	opGet    operation = "get"
	opStatus operation = "status"
	opSet    operation = "set"
	opClear  operation = "clear"
	opUnlock operation = "unlock"
)

// reply is the result of an operation.
type reply struct {
	token  wolkvox.Token // get
	status Status        // status
}

// pipeGrace is how long the parent waits for the pipes of a child that has ended: a
// grandchild may have inherited them.
const pipeGrace = time.Second

// do runs one operation and never waits longer than ctx. Operations that only read run
// in process, because a consent may count for this process's connection alone. The
// others may never return, since the library has no deadline, so a child runs them if
// there is a Helper.
func (k *Keychain) do(ctx context.Context, op operation, token wolkvox.Token) (reply, error) {
	if ctx.Err() != nil {
		return reply{}, contextError(ctx)
	}
	if k.Helper == nil || op == opGet || op == opStatus {
		return k.inProcess(ctx, op, token)
	}
	return reply{}, k.inChild(ctx, op, token)
}

// inProcess runs the operation on its own goroutine and stops waiting for it when ctx
// is done. One call runs at a time, so a keychain that hangs costs one goroutine, not
// one per press.
func (k *Keychain) inProcess(ctx context.Context, op operation, token wolkvox.Token) (reply, error) {
	k.mu.Lock()
	if k.slot == nil {
		k.slot = make(chan struct{}, 1)
	}
	slot := k.slot
	k.mu.Unlock()

	select {
	case slot <- struct{}{}:
	case <-ctx.Done():
		return reply{}, contextError(ctx)
	}
	r, err := deadline.Until(ctx, func() (reply, error) {
		defer func() { <-slot }()
		return k.performSafely(ctx, op, token)
	})
	switch {
	case err == nil:
		return r, nil
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		return reply{}, contextError(ctx)
	}
	return reply{}, k.packageError(op, err)
}

// performSafely is perform, but a panic of the library does not end the program. It does
// panic when the bus disappears under a prompt.
func (k *Keychain) performSafely(ctx context.Context, op operation, token wolkvox.Token) (r reply, err error) {
	defer func() {
		if recover() != nil { // the value is dropped: it could contain the token
			r, err = reply{}, fmt.Errorf("the keychain library panicked: %w", ErrUnreachable)
		}
	}()
	if k.call != nil {
		return k.call(ctx, op, token)
	}
	return k.perform(ctx, op, token)
}

// inChild runs the operation in a child that ends with ctx.
func (k *Keychain) inChild(ctx context.Context, op operation, token wolkvox.Token) error {
	args := []string{string(op)}
	if deadline, ok := ctx.Deadline(); ok {
		// Rounded up, so that the parent's deadline comes first.
		ms := max(time.Until(deadline).Milliseconds()+1, 1)
		args = append(args, strconv.FormatInt(ms, 10))
	}
	cmd := k.Helper(ctx, args...)
	stderr := capped.Buffer{Limit: 1024}
	cmd.Stderr = &stderr
	cmd.WaitDelay = pipeGrace
	if op == opSet {
		cmd.Stdin = strings.NewReader(token.Secret())
	}
	err := child.Run(cmd)
	if err != nil && ctx.Err() != nil {
		return contextError(ctx)
	}
	return k.childError(op, err, stderr.String(), token)
}

// unlockChild opens the prompt in a child and waits until it ends. The child has its own
// session and no pipes to this process, so it survives the end of this process.
func (k *Keychain) unlockChild(ctx context.Context) error {
	if k.Helper == nil {
		_, err := k.performSafely(ctx, opUnlock, wolkvox.Token{})
		return k.packageError(opUnlock, err)
	}
	cmd := k.Helper(ctx, string(opUnlock))
	detach(cmd)
	return k.childError(opUnlock, child.Run(cmd), "", wolkvox.Token{})
}

// childError turns the exit code of a child into an error of this package, and logs what
// the child wrote to standard error.
func (k *Keychain) childError(op operation, err error, stderr string, token wolkvox.Token) error {
	if err == nil {
		return nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("start the keychain helper: %w: %w", ErrUnreachable, err)
	}
	if stderr != "" && k.Log != nil {
		k.Log.Warn("keychain: helper failed", "operation", string(op), "code", exit.ExitCode(), "said", safeText(stderr, token))
	}
	return exitError(exit.ExitCode())
}

// packageError turns the error of an in-process call into one of this package, and logs
// it.
func (k *Keychain) packageError(op operation, err error) error {
	if err == nil {
		return nil
	}
	if k.Log != nil && !errors.Is(err, ErrNotFound) {
		k.Log.Warn("keychain: call failed", "operation", string(op), "code", exitCode(err))
	}
	if refusal, ok := errors.AsType[*refusal](err); ok {
		return refusal
	}
	return exitError(exitCode(err))
}

// refusal is the error of a system that did not do what it was asked, with the system's own
// number for it.
type refusal struct {
	what   string
	number syscall.Errno
}

func (e *refusal) Error() string {
	return fmt.Sprintf("%s: %v: system error %d", e.what, ErrUnreachable, uintptr(e.number))
}

func (e *refusal) Unwrap() []error { return []error{ErrUnreachable, e.number} }

// refused makes an error of what a library returned. That is not passed on, because it may
// quote what it was given; a number of the system's cannot.
func refused(what string, err error) error {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return &refusal{what, number}
	}
	return fmt.Errorf("%s: %w", what, ErrUnreachable)
}

// safeText prepares outside text for the log: no token, no control characters, at most
// 200 characters.
func safeText(text string, token wolkvox.Token) string {
	if !token.IsZero() {
		text = strings.ReplaceAll(text, token.Secret(), "[token]")
	}
	return printable.Short(text)
}

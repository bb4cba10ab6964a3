package keychain

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// pipeGrace is how long the parent waits for the pipes of a child that has
// ended: a grandchild that inherited them must not hold us up.
const pipeGrace = time.Second

// do runs one operation and never waits longer than ctx. What only looks is done in
// process: a keychain service may give its consent to a connection, and so to a
// process, alone. What may not come back, a library without a deadline, is done by a
// child where there is a Helper.
func (k *Keychain) do(ctx context.Context, op operation, token wolkvox.Token) (reply, error) {
	if ctx.Err() != nil {
		return reply{}, ended(ctx)
	}
	if k.Helper == nil || op == opGet || op == opStatus {
		return k.inProcess(ctx, op, token)
	}
	return reply{}, k.inChild(ctx, op, token)
}

// inProcess runs the operation on a goroutine of its own and stops waiting for
// it when ctx is done. One such call runs at a time, so that a keychain which
// hangs costs one goroutine and not one a press.
func (k *Keychain) inProcess(ctx context.Context, op operation, token wolkvox.Token) (reply, error) {
	k.mu.Lock()
	if k.lane == nil {
		k.lane = make(chan struct{}, 1)
	}
	lane := k.lane
	k.mu.Unlock()

	select {
	case lane <- struct{}{}:
	case <-ctx.Done():
		return reply{}, ended(ctx)
	}
	r, err := deadline.Until(ctx, func() (reply, error) {
		defer func() { <-lane }()
		return k.performSafely(ctx, op, token)
	})
	switch {
	case err == nil:
		return r, nil
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		return reply{}, ended(ctx)
	}
	return reply{}, k.typed(op, err)
}

// performSafely is perform in our own process, where a panic of the library (it
// does panic when the bus goes away under a prompt) must not end the program.
func (k *Keychain) performSafely(ctx context.Context, op operation, token wolkvox.Token) (r reply, err error) {
	defer func() {
		if recover() != nil { // the panic's value could carry the token
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
		// Rounded up: the parent's own deadline comes first.
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
	err := cmd.Run()
	if err != nil && ctx.Err() != nil {
		return ended(ctx)
	}
	return k.childError(op, err, stderr.String(), token)
}

// unlockChild opens the prompt in a child and waits for its end, however long
// that takes. The child is in a session of its own and has no pipes to us, so
// that it does not notice when we end.
func (k *Keychain) unlockChild(ctx context.Context) error {
	if k.Helper == nil {
		_, err := k.performSafely(ctx, opUnlock, wolkvox.Token{})
		return k.typed(opUnlock, err)
	}
	cmd := k.Helper(ctx, string(opUnlock))
	detach(cmd)
	return k.childError(opUnlock, cmd.Run(), "", wolkvox.Token{})
}

// childError turns the end of a child into one of the package's errors, and
// logs what the child said when it ended in a way that is not ours.
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

// typed makes sure that an error of an in-process call is one of ours, and logs
// the details.
func (k *Keychain) typed(op operation, err error) error {
	if err == nil {
		return nil
	}
	if k.Log != nil && !errors.Is(err, ErrNotFound) {
		k.Log.Warn("keychain: call failed", "operation", string(op), "code", exitCode(err))
	}
	return exitError(exitCode(err))
}

// safeText makes outside text fit for the log: no token, no control characters,
// at most 200 characters.
func safeText(text string, token wolkvox.Token) string {
	if !token.IsZero() {
		text = strings.ReplaceAll(text, token.Secret(), "[token]")
	}
	return printable.Short(text)
}

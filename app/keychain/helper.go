package keychain

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// HelperMain is the main function of "wolkvox-hold keychain-helper", which is not meant
// for people. It runs one operation and returns the exit code, which the parent turns
// into an error. Args are the operation (set, clear, unlock) and optionally a time
// limit in milliseconds, so that the helper ends even if its parent was killed; unlock
// ignores it.
//
// Set reads the token from stdin. Nothing is ever written to standard output or
// standard error, and a panic becomes an exit code, because the panic's value could
// contain the token.
func HelperMain(ctx context.Context, args []string, stdin io.Reader) int {
	op, limit, ok := parseHelperArgs(args)
	if !ok {
		return exitUsage
	}
	if op == opUnlock {
		// The prompt must stay open even if the parent or the terminal is gone.
		ctx = context.WithoutCancel(ctx)
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	// Some calls below cannot be cancelled, so the limit is enforced from outside.
	code, err := deadline.Until(ctx, func() (code int, _ error) {
		code = exitUnreachable
		defer func() { _ = recover() }() // the panic's value must not be printed
		return runOperation(ctx, op, stdin), nil
	})
	if err != nil {
		return exitTimeout
	}
	return code
}

// runOperation runs the operation and returns the exit code.
func runOperation(ctx context.Context, op operation, stdin io.Reader) int {
	var token wolkvox.Token
	if op == opSet {
		value, err := io.ReadAll(io.LimitReader(stdin, MaxValue+1))
		if err != nil {
			return exitUsage
		}
		if token, err = parseEntry(string(value)); err != nil {
			return exitInvalid
		}
	}
	_, err := new(Keychain).perform(ctx, op, token)
	return exitCode(err)
}

// parseHelperArgs parses the operation and its time limit. Without a limit, or with more
// than an hour, the limit is PromptDeadline.
func parseHelperArgs(args []string) (op operation, limit time.Duration, ok bool) {
	if len(args) < 1 || len(args) > 2 {
		return "", 0, false
	}
	switch op = operation(args[0]); op {
	case opSet, opClear, opUnlock:
	default:
		return "", 0, false
	}
	limit = PromptDeadline
	if len(args) == 2 {
		ms, err := strconv.ParseUint(args[1], 10, 32)
		if err != nil {
			return "", 0, false
		}
		if d := time.Duration(ms) * time.Millisecond; d <= time.Hour {
			limit = d
		}
	}
	return op, limit, true
}

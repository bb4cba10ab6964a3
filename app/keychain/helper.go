package keychain

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// operation is what is asked of the keychain; the value of those that a helper
// does is its argument.
type operation string

const (
	opGet    operation = "get"
	opStatus operation = "status"
	opSet    operation = "set"
	opClear  operation = "clear"
	opUnlock operation = "unlock"
)

// maxValue bounds, in bytes, what is read from a pipe or a program. A token
// has 512 bytes at most, twice that as UTF-16.
const maxValue = 4096

// reply is what an operation brings back.
type reply struct {
	token  wolkvox.Token // get
	status Status        // status
}

// HelperMain is what "wolkvox-hold keychain-helper" runs: one operation, then
// the exit code which the parent turns into an error. It is not meant for
// people. Args are the operation (set, clear, unlock) and optionally a number of
// milliseconds after which the helper gives up on its own, so that it ends even when
// its parent was killed; unlock ignores it.
//
// Set reads the value from stdin. Nothing is ever written to standard output or
// standard error, and a panic is swallowed into an exit code, since a panic value
// could carry what was being handled.
func HelperMain(ctx context.Context, args []string, stdin io.Reader) int {
	op, limit, ok := parseHelperArgs(args)
	if !ok {
		return exitUsage
	}
	if op == opUnlock {
		// The prompt is left alone: a parent or terminal that goes away
		// must not close it.
		ctx = context.WithoutCancel(ctx)
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	// Not every call below can be ended, so that it is waited for from outside.
	code, err := deadline.Until(ctx, func() (code int, _ error) {
		code = exitUnreachable
		defer func() { _ = recover() }() // the panic's value must not be printed
		return help(ctx, op, stdin), nil
	})
	if err != nil {
		return exitTimeout
	}
	return code
}

// help does the operation and returns the exit code.
func help(ctx context.Context, op operation, stdin io.Reader) int {
	var token wolkvox.Token
	if op == opSet {
		value, err := io.ReadAll(io.LimitReader(stdin, maxValue+1))
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

// parseHelperArgs reads the operation and its time limit. Without a limit, or
// with one over an hour, the helper's own limit is PromptDeadline.
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

// fromSeconds is the time of an entry by seconds since 1970. Zero is what keychains
// say that do not know, and what is no time of our days says nothing.
func fromSeconds(seconds int64) time.Time {
	const year3000 = 32503680000
	if seconds <= 0 || seconds > year3000 {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

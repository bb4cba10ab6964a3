package app

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
)

// TestWithoutAnInputTheTokenIsEmpty: a script that closed standard input is not told
// that its token is too long.
func TestWithoutAnInputTheTokenIsEmpty(t *testing.T) {
	var out strings.Builder
	p := &env.Env{Stdin: iotest.ErrReader(errors.New("closed")), Stdout: &out, Stderr: &out}
	var e *env.Exit
	if err := tokenSet(t.Context(), p); !errors.As(err, &e) || e.Code != env.ExitUsage || e.Text != p.Words.TokenTrouble(keychain.TokenEmpty) {
		t.Errorf("got %v, want exit %d and that it is empty", err, env.ExitUsage)
	}
}

package resident

import (
	"context"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// runLine carries out a command line. Package cli imports this one, so the external test
// sets it.
var runLine func(ctx context.Context, p *env.Env, args []string) int

// SetCommands sets what these tests carry out command lines with.
func SetCommands(run func(context.Context, *env.Env, []string) int) { runLine = run }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

//go:build !linux

package resident

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// watchProgram has nothing to watch: on Windows a running program's file cannot
// be replaced, and the installer ends it first; on macOS a newer one counts from
// the next start.
func (r *resident) watchProgram(context.Context) error { return nil }

// renew is never called where nothing is watched.
func startNewer(*env.Env, int64, func(string, ...any)) error { return nil }

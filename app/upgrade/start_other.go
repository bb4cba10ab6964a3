//go:build !linux

package upgrade

import "github.com/wolkvox-hold/wolkvox-hold/app/env"

// StartNewer is never called here: on Windows the file of a running program cannot be
// replaced, and the installer ends it first; on macOS a newer program is used from the next
// start.
func StartNewer(*env.Env, int64, func(string, ...any)) error { return nil }

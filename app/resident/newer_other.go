//go:build !linux

package resident

import "github.com/wolkvox-hold/wolkvox-hold/app/env"

// startNewer is never called here: on Windows the file of a running program cannot be
// replaced, and the installer ends it first; on macOS a newer program is used from the next
// start.
func startNewer(*env.Env, int64, func(string, ...any)) error { return nil }

//go:build !linux

package resident

import "context"

// watchProgram does nothing: on Windows the file of a running program cannot be replaced,
// and the installer ends it first; on macOS a newer program is used from the next start.
func (r *resident) watchProgram(context.Context) error { return nil }

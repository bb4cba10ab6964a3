package resident

import "context"

// watchProgram does nothing: on macOS a newer program is used from the next start.
func (r *resident) watchProgram(context.Context) error { return nil }

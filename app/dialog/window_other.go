//go:build !windows

package dialog

import "context"

// Available reports whether this system has dialogs of its own.
const Available = false

type window struct{}

func (*window) run(context.Context, Form) error { return ErrNone }
func (*window) raise()                          {}

//go:build !linux

package notify

import "context"

// Look returns no name: on this system there is no notification daemon.
func Look(context.Context) (name string, err error) { return "", nil }

//go:build !linux && !windows

package app

import "context"

// watchPolicy has nothing to watch: a change counts from the next start.
func watchPolicy(context.Context, func()) error { return nil }

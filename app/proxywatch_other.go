//go:build !windows

package app

import "context"

// watchProxy has nothing to watch: the environment of a process does not change.
func watchProxy(context.Context, func()) error { return nil }

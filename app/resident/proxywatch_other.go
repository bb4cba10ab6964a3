//go:build !windows && !linux

package resident

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchProxy tells when the system's proxy may be another: after the machine has slept.
func watchProxy(ctx context.Context, changed func()) error { return watch.Network(ctx, changed) }

//go:build !linux && !windows

package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchPolicy tells every minute that what IT set may have changed: a device
// management writes two small files, and reading them costs less than a system's
// own way of watching. Type-checked only, never run on a Mac.
func watchPolicy(ctx context.Context, changed func()) error {
	return watch.Every(ctx, time.Minute, changed)
}

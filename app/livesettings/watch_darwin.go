package livesettings

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// WatchPolicy calls changed every minute: device management writes two small files, and
// reading them costs less than macOS's own way of watching. Type-checked only, never run
// on a Mac.
func WatchPolicy(ctx context.Context, changed func()) error {
	return watch.Every(ctx, time.Minute, changed)
}

// WatchProxy calls changed when the machine has slept: its proxy may be another one.
func WatchProxy(ctx context.Context, changed func()) error { return watch.Network(ctx, changed) }

package livesettings

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// WatchPolicy calls changed when IT's policy may have changed.
func WatchPolicy(ctx context.Context, changed func()) error {
	return watch.Folder(ctx, "/etc/wolkvox-hold", changed)
}

// WatchProxy calls changed when the desktop's proxy may be another one. The environment
// of a running process does not change.
func WatchProxy(ctx context.Context, changed func()) error { return watch.Network(ctx, changed) }

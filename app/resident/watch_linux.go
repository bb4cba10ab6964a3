package resident

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchPolicy calls changed when IT's policy may have changed.
func watchPolicy(ctx context.Context, changed func()) error {
	return watch.Folder(ctx, "/etc/wolkvox-hold", changed)
}

// watchProxy calls changed when the desktop's proxy may be another one. The environment
// of a running process does not change.
func watchProxy(ctx context.Context, changed func()) error { return watch.Network(ctx, changed) }

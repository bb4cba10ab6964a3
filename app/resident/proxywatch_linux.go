package resident

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchProxy tells when the desktop's proxy may be another. The environment of a
// process does not change.
func watchProxy(ctx context.Context, changed func()) error { return watch.Network(ctx, changed) }

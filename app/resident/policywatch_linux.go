package resident

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchPolicy tells when what IT set may have changed.
func watchPolicy(ctx context.Context, changed func()) error {
	return watch.Folder(ctx, "/etc/wolkvox-hold", changed)
}

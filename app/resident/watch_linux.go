package resident

import (
	"context"
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchLockFolder calls changed when something in a folder of the lock changes.
func watchLockFolder(ctx context.Context, log *slog.Logger, folder string, changed func()) {
	if err := watch.Folder(ctx, folder, changed); err != nil {
		log.Warn("the lock is looked at once a minute", "err", err)
	}
}

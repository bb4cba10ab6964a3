package instance

import (
	"context"
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchFolder calls changed when something in a folder of the lock changes.
func watchFolder(ctx context.Context, log *slog.Logger, folder string, changed func()) {
	if err := watch.Folder(ctx, folder, changed); err != nil {
		log.Warn("the lock is looked at once a minute", "err", err)
	}
}

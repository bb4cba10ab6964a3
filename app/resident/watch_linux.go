package resident

import (
	"context"
	"errors"
	"log/slog"
	"syscall"

	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchProgram watches for a newer program.
func (r *resident) watchProgram(ctx context.Context) error {
	var file upgrade.File
	if err := file.Open(); err != nil {
		return err
	}
	return r.follow(ctx, "program", file.Watch, func() {
		version, changed, err := file.Look(ctx)
		if !changed {
			return
		}
		if err != nil {
			r.log.Warn("the newer program does not start", "err", err)
		}
		r.post(func() {
			r.newerVersion(version)
			// A file that is still being written causes another event when it is complete.
			if err != nil && !errors.Is(err, syscall.ETXTBSY) && ctx.Err() == nil {
				r.hintNote(r.p.Words.RestartByHand())
			}
		})
	})
}

// watchLockFolder calls changed when something in a folder of the lock changes.
func watchLockFolder(ctx context.Context, log *slog.Logger, folder string, changed func()) {
	if err := watch.Folder(ctx, folder, changed); err != nil {
		log.Warn("the lock is looked at once a minute", "err", err)
	}
}

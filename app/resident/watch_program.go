//go:build linux || windows

package resident

import (
	"context"
	"errors"

	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
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
			if err != nil && !errors.Is(err, upgrade.ErrBeingWritten) && ctx.Err() == nil {
				r.hintNote(r.p.Words.RestartByHand())
			}
		})
	})
}

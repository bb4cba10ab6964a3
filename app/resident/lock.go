package resident

import (
	"context"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// lockLookedAt is how often the lock is looked at where nothing tells of a change.
const lockLookedAt = time.Minute

// watchLock takes the lock again where somebody removed its files, and ends the resident
// where another one has it by then.
func (r *resident) watchLock(ctx context.Context) error {
	if err := r.lock.Refused(); err != nil {
		r.log.Info("the lock is not in every place", "err", err)
	}
	changed := make(chan struct{}, 1)
	for _, folder := range r.lock.Folders() {
		go watchLockFolder(ctx, r.log, folder, func() {
			newest.Wake(changed)
		})
	}
	look := time.NewTicker(lockLookedAt)
	defer look.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case held := <-r.lock.Lost():
			r.log.Error("another resident has the lock", "pid", held.PID, "session", held.Session)
			r.p.Warn(r.p.Words.LockLost())
			r.post(func() { r.lateNote(r.p.Words.LockLost()) })
			r.end()
			return nil
		case <-changed:
		case <-look.C:
		}
		said = r.confirmLock(said)
	}
}

// confirmLock looks at the lock and logs what is wrong with it, unless that was said
// before: the log may lie in a folder that is watched for the lock's sake.
func (r *resident) confirmLock(said string) string {
	err := r.lock.Confirm()
	switch {
	case err == nil || errors.Is(err, control.ErrLost):
		return ""
	case err.Error() != said:
		r.log.Warn("the lock files are not what they were", "err", err)
	}
	return err.Error()
}

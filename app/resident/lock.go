package resident

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// lockPollEvery is how often the lock is checked besides when its folders change. On Windows,
// where an open file can be neither removed nor replaced, that ends with the first check that finds
// it well in every place: nothing wakes at rest.
const lockPollEvery = time.Minute

// watchLock takes the lock again if its files were removed, and ends the resident if another
// one has it by then.
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
	look := time.NewTicker(lockPollEvery)
	defer look.Stop()
	logged := ""
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
		logged = r.confirmLock(logged)
		if runtime.GOOS == "windows" && logged == "" && r.lock.Refused() == nil {
			look.Stop()
		}
	}
}

// confirmLock checks the lock and logs a problem, unless that is the one it returned last:
// the log may be in a watched folder, so that each line would cause another check.
func (r *resident) confirmLock(logged string) string {
	err := r.lock.Confirm()
	switch {
	case err == nil || errors.Is(err, instance.ErrLost):
		return ""
	case err.Error() != logged:
		r.log.Warn("the lock files are not what they were", "err", err)
	}
	return err.Error()
}

package instance

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// watchEvery is how often the lock is checked besides when its folders change. On Windows,
// where an open file can be neither removed nor replaced, that ends with the first check that finds
// it well in every place: nothing wakes at rest.
const watchEvery = time.Minute

// Watch takes the lock again whenever its files were removed, until ctx ends. If another resident
// has it by then, it returns that one.
func (l *Lock) Watch(ctx context.Context, log *slog.Logger) *HeldError {
	if err := l.Refused(); err != nil {
		log.Info("the lock is not in every place", "err", err)
	}
	changed := make(chan struct{}, 1)
	for _, folder := range l.Folders() {
		go watchFolder(ctx, log, folder, func() { newest.Wake(changed) })
	}
	look := time.NewTicker(watchEvery)
	defer look.Stop()
	logged := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case held := <-l.lostTo:
			return held
		case <-changed:
		case <-look.C:
		}
		logged = l.confirmAndLog(log, logged)
		if runtime.GOOS == "windows" && logged == "" && l.Refused() == nil {
			look.Stop()
		}
	}
}

// confirmAndLog checks the lock and logs a problem, unless that is the one it returned last:
// the log may be in a watched folder, so that each line would cause another check.
func (l *Lock) confirmAndLog(log *slog.Logger, logged string) string {
	err := l.Confirm()
	switch {
	case err == nil || errors.Is(err, ErrLost):
		return ""
	case err.Error() != logged:
		log.Warn("the lock files are not what they were", "err", err)
	}
	return err.Error()
}

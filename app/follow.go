package app

import (
	"context"
	"slices"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// follow calls changed when a watcher tells of a change, or every minute where the
// system lets nothing be watched. That is said in the log and by doctor.
func (r *resident) follow(ctx context.Context, part string, watcher func(context.Context, func()) error, changed func()) error {
	return watch.OrSlowly(ctx, watcher, changed, func(err error) {
		if err != nil {
			r.log.Warn("looked for every minute only", "part", part, "err", err)
		} else {
			r.log.Info("watched again", "part", part)
		}
		r.post(func() { r.slow(part, err != nil) })
	})
}

// slow notes whether a part is looked for slowly; it runs on the loop's goroutine.
func (r *resident) slow(part string, yes bool) {
	r.state.slow = slices.DeleteFunc(r.state.slow, func(s string) bool { return s == part })
	if yes {
		r.state.slow = append(r.state.slow, part)
	}
}

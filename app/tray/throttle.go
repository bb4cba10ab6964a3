package tray

import (
	"context"
	"slices"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// minInterval is the shortest time between two updates. Tray hosts redraw for each, and nobody sees faster ones.
const minInterval = 100 * time.Millisecond

// mailbox holds the latest view that was not shown yet. The zero value works.
type mailbox struct{ newest.Value[pendingView] }

type pendingView struct {
	view View
	now  bool // skip the wait
}

// put replaces the waiting view. If that one was to skip the wait, the new one skips it too.
func (m *mailbox) put(v View, now bool) {
	v.Items = slices.Clone(v.Items)
	m.Change(func(was pendingView) pendingView { return pendingView{v, now || was.now} })
}

// throttle shows the latest view of the mailbox, at most one per minInterval, until ctx ends. A view with now skips
// the wait, but never two in a row.
func throttle(ctx context.Context, box *mailbox, show func(View)) {
	var last time.Time
	skipped := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-box.Ready():
		}
		for {
			wait := minInterval - time.Since(last)
			if wait <= 0 {
				skipped = false
				break
			}
			if box.Peek().now && !skipped {
				skipped = true
				break
			}
			timer := time.NewTimer(wait)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			case <-box.Ready(): // perhaps one with now
				timer.Stop()
			}
		}
		if p, ok := box.Take(); ok {
			show(p.view)
			last = time.Now()
		}
	}
}

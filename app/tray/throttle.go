package tray

import (
	"context"
	"slices"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// gap is the least time between two updates. Tray hosts redraw for each; faster ones were never seen by a person.
const gap = 100 * time.Millisecond

// mailbox holds the one view that waits. The zero value works.
type mailbox struct{ newest.Value[posted] }

type posted struct {
	view View
	now  bool
}

// put replaces the waiting view. A view that was to come at once passes its hurry on to the one that replaces it.
func (m *mailbox) put(v View, now bool) {
	v.Items = slices.Clone(v.Items)
	m.Change(func(was posted) posted { return posted{v, now || was.now} })
}

// pace hands the views of the mailbox to show until ctx ends: the latest only, and never faster than one a gap. A hurried
// view skips the wait, but after it a whole gap must pass before the next may.
func pace(ctx context.Context, box *mailbox, show func(View)) {
	var last time.Time
	skipped := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-box.Ready():
		}
		for {
			wait := gap - time.Since(last)
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
			case <-box.Ready(): // perhaps a hurried one
				timer.Stop()
			}
		}
		if p, ok := box.Take(); ok {
			show(p.view)
			last = time.Now()
		}
	}
}

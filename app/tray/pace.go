package tray

import (
	"context"
	"slices"
	"sync"
	"time"
)

// gap is the least time between two updates. Tray hosts redraw for each; faster ones were never seen by a person.
const gap = 100 * time.Millisecond

// mailbox holds the one view that waits. The zero value works.
type mailbox struct {
	mu   sync.Mutex
	view *View
	now  bool
	wake chan struct{}
}

// put replaces the waiting view. A view that was to come at once passes its hurry on to the one that replaces it.
func (m *mailbox) put(v View, now bool) {
	v.Items = slices.Clone(v.Items)
	m.mu.Lock()
	m.view = &v
	m.now = m.now || now
	m.mu.Unlock()
	select {
	case m.wakeup() <- struct{}{}:
	default: // a wake-up is on its way and will find this view
	}
}

func (m *mailbox) take() (View, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.view == nil {
		return View{}, false
	}
	v := *m.view
	m.view, m.now = nil, false
	return v, true
}

func (m *mailbox) hurry() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *mailbox) wakeup() chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.wake == nil {
		m.wake = make(chan struct{}, 1)
	}
	return m.wake
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
		case <-box.wakeup():
		}
		for {
			wait := gap - time.Since(last)
			if wait <= 0 {
				skipped = false
				break
			}
			if box.hurry() && !skipped {
				skipped = true
				break
			}
			timer := time.NewTimer(wait)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			case <-box.wakeup(): // perhaps a hurried one
				timer.Stop()
			}
		}
		if v, ok := box.take(); ok {
			show(v)
			last = time.Now()
		}
	}
}

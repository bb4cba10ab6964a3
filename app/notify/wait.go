package notify

import (
	"context"
	"time"
)

const (
	// retryInterval is how often to try while notes cannot be shown.
	retryInterval = 250 * time.Millisecond
	// maxWait is how long a note that is not urgent waits. Later it would look new.
	maxWait = 10 * time.Second
)

// serveWaiting shows notes where that may be impossible for a while. Show shows a note; with nil it only checks whether
// it could. The newest note waits until it can be shown, an urgent one without limit.
func (n *Notifier) serveWaiting(ctx context.Context, show func(*Note) error) {
	retry := time.NewTicker(retryInterval)
	retry.Stop()
	defer retry.Stop()
	var waiting *Note
	var deadline time.Time
	try := func() {
		err := show(waiting)
		n.setErr(err)
		if err == nil {
			waiting = nil
			retry.Stop()
			return
		}
		if waiting != nil && !waiting.Urgent && !time.Now().Before(deadline) {
			waiting = nil
		}
		retry.Reset(retryInterval)
	}
	try()
	for {
		select {
		case <-ctx.Done():
			// The outcome of a press that the end interrupted must be shown.
			if note, ok := n.waiting.Take(); ok {
				n.setErr(show(&note))
			}
			return
		case <-n.waiting.Ready():
			note, ok := n.waiting.Take()
			if !ok {
				continue
			}
			waiting, deadline = &note, time.Now().Add(maxWait)
		case <-retry.C:
		}
		try()
	}
}

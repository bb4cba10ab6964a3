package notify

import (
	"context"
	"time"
)

const (
	// lookAgain is how often a place for notes is looked for while there is none.
	lookAgain = 250 * time.Millisecond
	// waitFor is how long a note that is not urgent waits for a place. Later it would be taken for news.
	waitFor = 10 * time.Second
)

// serveWhere shows notes where the place for them can be missing for a while. Show shows a note, and with nil only looks
// whether one could be shown. The newest note waits for the place to come, an urgent one without limit.
func (n *Notifier) serveWhere(ctx context.Context, show func(*Note) error) {
	again := time.NewTicker(lookAgain)
	again.Stop()
	defer again.Stop()
	var waiting *Note
	var until time.Time
	try := func() {
		err := show(waiting)
		n.setErr(err)
		if err == nil {
			waiting = nil
			again.Stop()
			return
		}
		if waiting != nil && !waiting.Urgent && !time.Now().Before(until) {
			waiting = nil
		}
		again.Reset(lookAgain)
	}
	try()
	for {
		select {
		case <-ctx.Done():
			// The outcome of a press that the end of the program cut short must not go untold.
			if note, ok := n.waiting.Take(); ok {
				n.setErr(show(&note))
			}
			return
		case <-n.waiting.Ready():
			note, ok := n.waiting.Take()
			if !ok {
				continue
			}
			waiting, until = &note, time.Now().Add(waitFor)
		case <-again.C:
		}
		try()
	}
}

//go:build !linux && !windows && !darwin

package notify

import "context"

func (n *Notifier) serve(ctx context.Context) {
	n.setErr(ErrNotOnThisSystem)
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.waiting.Ready():
			n.waiting.Take()
		}
	}
}

//go:build !nowindow

package settingswindow

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// listen passes focus requests from the resident to the window until ctx ends. It tries again
// if no resident runs.
func (b *backend) listen(ctx context.Context) {
	for ctx.Err() == nil {
		b.receiveFocus(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Second):
		}
	}
}

// receiveFocus receives focus requests from one resident until that has ended.
func (b *backend) receiveFocus(ctx context.Context) {
	conn, err := residentapi.Find(ctx, b.p.Places(false))
	if err != nil {
		return
	}
	defer conn.Close()
	for {
		wanted, err := conn.WaitForFocus(ctx)
		if err != nil {
			return
		}
		if wanted {
			newest.Wake(b.raised)
		}
	}
}

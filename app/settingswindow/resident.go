//go:build !nowindow

package settingswindow

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// spareWithin is how long the resident may take to find a free chord.
const spareWithin = 4 * time.Second

// spareChord asks the resident for a chord that no program has registered, empty if none.
func (b *backend) spareChord() string {
	ctx, cancel := context.WithTimeout(b.ctx, spareWithin)
	defer cancel()
	conn, err := residentapi.Find(ctx, b.p.Places(false))
	if err != nil {
		return ""
	}
	defer conn.Close()
	chord, err := conn.SpareChord(ctx)
	if err != nil {
		return ""
	}
	if canonical, problem := b.parseChord(chord); problem == "" {
		return canonical
	}
	return ""
}

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
			select {
			case b.raised <- struct{}{}:
			default:
			}
		}
	}
}

//go:build !nowindow

package settingswindow

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// spareWithin is how long the resident may take to find a chord that is free.
const spareWithin = 4 * time.Second

// spareChord asks the resident for a chord that no program holds.
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

// listen waits, until ctx ends, for the resident to say that the window is wanted.
// A resident that starts later is found by the next try.
func (b *backend) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if !b.hear(ctx) {
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Second):
			}
		}
	}
}

// hear asks one resident until it is gone; false means that there was none.
func (b *backend) hear(ctx context.Context) bool {
	conn, err := residentapi.Find(ctx, b.p.Places(false))
	if err != nil {
		return false
	}
	defer conn.Close()
	for {
		wanted, err := conn.WaitForFocus(ctx)
		if err != nil {
			return false
		}
		if wanted {
			select {
			case b.raised <- struct{}{}:
			default:
			}
		}
	}
}

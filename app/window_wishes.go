//go:build !nowindow

package app

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// spareWithin is how long the resident may take to find a chord that is free.
const spareWithin = 4 * time.Second

// spareChord asks the resident for a chord that no program holds.
func (d *desk) spareChord() string {
	ctx, cancel := context.WithTimeout(d.ctx, spareWithin)
	defer cancel()
	conn, err := residentapi.Find(ctx, d.p.Places(false))
	if err != nil {
		return ""
	}
	defer conn.Close()
	chord, err := conn.SpareChord(ctx)
	if err != nil {
		return ""
	}
	if canonical, problem := d.parseChord(chord); problem == "" {
		return canonical
	}
	return ""
}

// listen waits, until ctx ends, for the resident to say that the window is wanted.
// A resident that starts later is found by the next try.
func (d *desk) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if !d.hear(ctx) {
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Second):
			}
		}
	}
}

// hear asks one resident until it is gone; false means that there was none.
func (d *desk) hear(ctx context.Context) bool {
	conn, err := residentapi.Find(ctx, d.p.Places(false))
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
			case d.raised <- struct{}{}:
			default:
			}
		}
	}
}

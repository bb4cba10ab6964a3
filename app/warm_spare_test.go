package app

import (
	"context"
	"crypto/tls"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestWarmOnWithARealSpare keeps the spare without a hole, also where the menu is
// opened shortly before it expires.
func TestWarmOnWithARealSpare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var conns []*shiftConn
		server := newShiftServer(t, shiftNet{roundTrip: 80 * time.Millisecond, tls: tls.VersionTLS13})
		client := &wolkvox.Client{Server: practiceServer, RootCAs: server.roots, DialContext: server.dial(func(c *shiftConn) { conns = append(conns, c) })}
		spare := new(wolkvox.Spare)
		w := &wolkvox.Warmth{
			Mode: func() wolkvox.Warm { return wolkvox.WarmOn },
			Dial: func(over func(time.Duration)) { _ = spare.Dial(context.Background(), client, over) },
		}
		w.Likely()
		time.Sleep(50 * time.Second)
		w.Likely()
		time.Sleep(10 * time.Minute)
		w.End()
		spare.Close()
		time.Sleep(time.Minute)
		synctest.Wait()
		for i, c := range conns[1:] {
			if hole := c.ready - conns[i].over; hole > time.Second {
				t.Errorf("there was no spare for %v from %v", hole, conns[i].over)
			}
		}
		if len(conns) != 12 {
			t.Errorf("got %d spares in 10 minutes and 50 seconds, want 12", len(conns))
		}
	})
}

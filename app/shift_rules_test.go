package app

import (
	"crypto/tls"
	"slices"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// The rules of the setting warm, as they are promised.
const (
	shiftRedial      = 30 * time.Second // between two dials without a press
	shiftRest        = 30 * time.Minute // without a press, then none is dialled
	shiftQuickClose  = 5 * time.Second
	shiftQuickCloses = 3
)

// mustBeGoodNeighbour holds a desk's shift against the rules of the setting warm.
func (s shift) mustBeGoodNeighbour(t *testing.T, d *shiftDesk) {
	t.Helper()
	var toggled, requests int
	for _, p := range d.presses {
		switch p.result {
		case wolkvox.Toggled:
			toggled++
		case wolkvox.NotToggled:
			t.Errorf("%v: a press at %v was not toggled", s, p.at)
		}
	}
	var spares []*shiftConn
	for _, c := range d.conns {
		requests += c.requests
		if c.requests > 1 {
			t.Errorf("%v: the connection of %v carried %d requests", s, c.began, c.requests)
		}
		if c.spare {
			spares = append(spares, c)
		}
	}
	if requests != toggled {
		t.Errorf("%v: got %d requests for %d presses that have an answer", s, requests, toggled)
	}
	if s.mode == string(wolkvox.WarmOff) && len(spares) > 0 {
		t.Errorf("%v: got %d spares", s, len(spares))
	}
	for i, c := range spares {
		if stood := c.over - c.began; c.requests == 0 && stood > s.dialTime()+wolkvox.SpareFor+s.half() {
			t.Errorf("%v: the spare of %v stood for %v", s, c.began, stood)
		}
		_, likely := slices.BinarySearch(d.likely, c.began)
		if i > 0 {
			s.mustFollow(t, d, spares[i-1], c, likely)
		}
		switch {
		case likely:
		case s.mode != string(wolkvox.WarmOn):
			t.Errorf("%v: a spare was dialled at %v, when no press was likely", s, c.began)
		case i >= shiftQuickCloses && s.unwanted(d, spares[i-shiftQuickCloses:i], d.lastLikely(c.began)):
			t.Errorf("%v: the spare of %v is one too many for a server that wants none", s, c.began)
		}
	}
	if s.mode == string(wolkvox.WarmOn) && (s.patience == 0 || s.patience > shiftRedial) {
		s.mustBeKept(t, d, spares)
	}
}

// mustFollow is what a spare must be after the one before it.
func (s shift) mustFollow(t *testing.T, d *shiftDesk, before, c *shiftConn, likely bool) {
	t.Helper()
	if c.began == before.began || c.ready < before.ended() {
		t.Errorf("%v: the spares of %v and %v stood there at once", s, before.began, c.began)
	}
	if likely {
		return
	}
	if apart := c.began - before.began; apart < shiftRedial {
		t.Errorf("%v: a spare was dialled at %v, %v after the one before", s, c.began, apart)
	}
	if since := c.began - d.lastLikely(c.began); since >= shiftRest {
		t.Errorf("%v: a spare was dialled at %v, %v after a press was likely", s, c.began, since)
	}
}

// unwanted reports whether the server closed all these spares quickly, and that was
// heard of after a time.
func (s shift) unwanted(d *shiftDesk, spares []*shiftConn, since time.Duration) bool {
	return !slices.ContainsFunc(spares, func(c *shiftConn) bool {
		return !c.byServer || s.patience > shiftQuickClose || c.over+s.half() < since || s.took(d, c)
	})
}

// took reports whether a press took a spare, though its request came too late.
func (s shift) took(d *shiftDesk, c *shiftConn) bool {
	return slices.ContainsFunc(d.presses, func(p shiftPress) bool {
		return p.result == wolkvox.Unknown && (p.at-c.over).Abs() < s.half()
	})
}

// mustBeKept: with warm=on a press within half an hour has its spare, also at the
// end of a long hold, unless it comes in the instant in which one is dialled, or
// after a press that had no answer.
func (s shift) mustBeKept(t *testing.T, d *shiftDesk, spares []*shiftConn) {
	t.Helper()
	for i, p := range d.presses {
		last := d.lastLikely(p.at)
		if p.warm || last < 0 || p.at-last >= shiftRest || i > 0 && d.presses[i-1].result == wolkvox.Unknown {
			continue
		}
		if !slices.ContainsFunc(spares, func(c *shiftConn) bool {
			return c.began <= p.at && p.at < c.began+s.dialTime()
		}) {
			t.Errorf("%v: a press at %v had no spare, %v after the moment before", s, p.at, p.at-last)
		}
	}
}

// lastLikely is when before a time a press was last likely, below 0 for never.
func (d *shiftDesk) lastLikely(before time.Duration) time.Duration {
	if i, _ := slices.BinarySearch(d.likely, before); i > 0 {
		return d.likely[i-1]
	}
	return -1
}

// ended is when a connection no longer stood idle at the server.
func (c *shiftConn) ended() time.Duration {
	if c.requests > 0 {
		return c.asked
	}
	return c.over
}

// dialTime is how long a client dials: a round trip for TCP, and one for TLS 1.3
// or two for TLS 1.2.
func (n shiftNet) dialTime() time.Duration {
	if n.tls == tls.VersionTLS12 {
		return 3 * n.roundTrip
	}
	return 2 * n.roundTrip
}

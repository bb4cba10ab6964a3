package app

import (
	"crypto/tls"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// shiftNets are the networks and servers of the short runs. Nobody knows how long
// wolkvox keeps a connection on which nothing was asked.
func shiftNets() (nets []shiftNet) {
	for _, patience := range []time.Duration{5 * time.Second, 20 * time.Second, 60 * time.Second, 0} {
		nets = append(nets, shiftNet{80 * time.Millisecond, 50 * time.Millisecond, tls.VersionTLS13, patience})
	}
	return append(nets, shiftNet{80 * time.Millisecond, 50 * time.Millisecond, tls.VersionTLS12, 20 * time.Second})
}

func (s shift) String() string {
	return fmt.Sprintf("warm=%s, %s, idle connections closed after %v", s.mode, tls.VersionName(s.tls), s.patience)
}

// TestShift works short shifts with the real client in every mode, and the same
// with the model.
func TestShift(t *testing.T) {
	day, desks := usualDay, 2
	if *longShift {
		desks = 20
	} else {
		day.hours, day.breaks = 3, []shiftBreak{{time.Hour, 45 * time.Minute}}
	}
	for _, n := range shiftNets() {
		bytes := measureBytes(t, n)
		for _, mode := range []string{string(wolkvox.WarmOff), "auto", string(wolkvox.WarmOn)} {
			s := shift{shiftDay: day, shiftNet: n, mode: mode}
			real := s.run(t, 0, desks)
			s.bytes = bytes
			s.mustAgree(t, real, s.run(t, 0, desks))
			presses := 0
			for _, d := range real {
				s.mustBeGoodNeighbour(t, d)
				presses += len(d.presses)
			}
			if presses < 3*desks {
				t.Errorf("%v: got %d presses, too few to show anything", s, presses)
			}
		}
	}
}

// TestShiftAtTheEdge presses around the instant in which the server closes the
// spare. A press that crosses the closing on its way has no answer.
func TestShiftAtTheEdge(t *testing.T) {
	n := shiftNet{80 * time.Millisecond, 50 * time.Millisecond, tls.VersionTLS13, 20 * time.Second}
	s := shift{shiftDay: usualDay, shiftNet: n, mode: "auto"}
	closes := n.dialTime() + n.roundTrip + n.answer + n.half() + n.patience // after a cold press
	lost := 0
	for off := -65 * time.Millisecond; off < 70*time.Millisecond; off += 10 * time.Millisecond {
		at := time.Duration(len(s.events)+1) * 5 * time.Minute
		s.events = append(s.events, shiftEvent{at: at}, shiftEvent{at: at + closes + off})
		if off > -n.half() && off < n.half() {
			lost++
		}
	}
	real := s.run(t, 0, 1)
	s.bytes = measureBytes(t, n)
	s.mustAgree(t, real, s.run(t, 0, 1))
	s.mustBeGoodNeighbour(t, real[0])
	for _, p := range real[0].presses {
		if p.result == wolkvox.Unknown {
			lost--
		}
	}
	if lost != 0 {
		t.Errorf("got %d fewer presses without an answer than cross the closing", lost)
	}
}

// mustAgree wants the model to have done what the real client did, to the
// nanosecond and the byte.
func (s shift) mustAgree(t *testing.T, real, model []*shiftDesk) {
	t.Helper()
	for i, d := range real {
		m := model[i]
		if !slices.Equal(d.presses, m.presses) {
			t.Errorf("%v, desk %d: presses differ:\nreal  %v\nmodel %v", s, i, d.presses, m.presses)
		}
		if !slices.Equal(d.likely, m.likely) || d.dropped != m.dropped {
			t.Errorf("%v, desk %d: moments differ", s, i)
		}
		if !slices.EqualFunc(d.conns, m.conns, func(a, b *shiftConn) bool { return *a == *b }) {
			t.Errorf("%v, desk %d: connections differ", s, i)
			for j := range min(len(d.conns), len(m.conns)) {
				if *d.conns[j] != *m.conns[j] {
					t.Fatalf("the first is number %d:\nreal  %+v\nmodel %+v", j, *d.conns[j], *m.conns[j])
				}
			}
		}
	}
}

// measureBytes measures a real connection of each kind.
func measureBytes(t *testing.T, n shiftNet) *shiftBytes {
	n.patience = 5 * time.Second
	var used, unused, lost shiftConn
	press := time.Minute
	s := shift{shiftDay: usualDay, shiftNet: n, mode: "auto", events: []shiftEvent{
		{at: press}, // dials
		// Crosses the closing of the spare that was dialled after the first.
		{at: press + n.dialTime() + n.roundTrip + n.answer + n.half() + n.patience},
		{at: time.Hour, menu: true},
	}}
	d := s.run(t, 0, 1)[0]
	if len(d.conns) != 3 {
		t.Fatalf("got %d connections to measure, want 3", len(d.conns))
	}
	used, lost, unused = *d.conns[0], *d.conns[1], *d.conns[2]
	if used.requests != 1 || !lost.byServer || len(d.presses) != 2 || d.presses[1].result != wolkvox.Unknown || unused.requests != 0 {
		t.Fatalf("these are not the connections to measure: %+v %+v %+v", used, lost, unused)
	}
	return &shiftBytes{used: used.bytes, unused: unused.bytes, lost: lost.bytes}
}

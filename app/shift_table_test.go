package app

import (
	"crypto/tls"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

var longShift = flag.Bool("shift", false, "work whole shifts, for the figures to publish")

// shiftRow is a row of the table for each mode: what is assumed, and its name.
type shiftRow struct {
	name string
	shiftDay
	shiftNet
	modes []string
}

// shiftRows are the servers, then what else could be different. With warm=off it
// makes no difference how long a server waits.
func shiftRows() []shiftRow {
	const roundTrip, answer = 80 * time.Millisecond, 50 * time.Millisecond
	net := func(patience time.Duration) shiftNet {
		return shiftNet{roundTrip, answer, tls.VersionTLS13, patience}
	}
	old := net(0)
	old.tls = tls.VersionTLS12
	all, warm := []string{string(wolkvox.WarmOff), "auto", string(wolkvox.WarmOn)}, []string{"auto", string(wolkvox.WarmOn)}
	return []shiftRow{
		{"later than 60 s", usualDay, net(0), all},
		{"60 s", usualDay, net(60 * time.Second), warm},
		{"20 s", usualDay, net(20 * time.Second), warm},
		{"5 s", usualDay, net(5 * time.Second), warm},
		{"later, TLS 1.2", usualDay, old, all},
		{"later, few holds", usualDay.fewHolds(), net(0), all},
		{"later, long holds", usualDay.longHolds(), net(0), all},
	}
}

// TestShiftTable prints what each mode costs and brings, for 1,000 agents.
func TestShiftTable(t *testing.T) {
	desks, rows := 20, shiftRows()
	if *longShift {
		desks = 1000
	} else {
		rows = rows[2:3]
	}
	fmt.Fprintln(t.Output(), "| idle closed after | `warm` | presses | found a spare | p50 | p99 | no clear answer | connections a press | spares unused | sent and received | a second, at most | idle at once, mean | at most |")
	fmt.Fprintln(t.Output(), "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, row := range rows {
		bytes := measureBytes(t, row.shiftNet)
		var before shiftFigures
		for _, mode := range row.modes {
			s := shift{shiftDay: row.shiftDay, shiftNet: row.shiftNet, mode: mode, bytes: bytes}
			all := s.inBubbles(t, desks)
			for _, d := range all {
				s.mustBeGoodNeighbour(t, d)
			}
			f := s.figures(all)
			fmt.Fprintln(t.Output(), s.line(row.name, f))
			if mode != string(wolkvox.WarmOff) && (f.warm <= before.warm || f.conns <= before.conns) {
				t.Errorf("%v: no more presses found a spare than in the mode before, or it cost nothing: %+v after %+v", s, f, before)
			}
			before = f
		}
	}
}

// line is a line of the table.
func (s shift) line(name string, f shiftFigures) string {
	trips := func(took time.Duration) string {
		return fmt.Sprintf("%d ms (%.2f)", took.Milliseconds(), float64(took-s.answer)/float64(s.roundTrip))
	}
	share := func(part, of int) string {
		if of == 0 {
			return "–"
		}
		return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(of))
	}
	return fmt.Sprintf("| %s | `%s` | %d | %s | %s | %s | %d | %.2f | %s | %.0f MB | %d | %.0f | %d |",
		name, s.mode, f.presses, share(f.warm, f.presses), trips(f.middle), trips(f.slow), f.unknown,
		float64(f.conns)/float64(f.presses), share(f.unused, f.spares), float64(f.bytes)/1e6, f.peak, f.idle, f.idleMost)
}

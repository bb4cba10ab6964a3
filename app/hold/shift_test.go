package hold_test

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

var wholeShift = flag.Bool("shift", false, "let 1,000 agents work in TestShift, for the figures to publish")

// shift is a row of the table for each mode.
type shift struct {
	name string
	day
	way
	served float64 // the share of presses that must find a spare with auto
}

// shifts are the servers and networks, and then other days and TLS.
func shifts() []shift {
	usual := day{[]float64{0.55, 0.30, 0.10, 0.05}, spread{35 * time.Second, 0.9}}
	later := way{dial: 2 * roundTrip}
	return []shift{
		{"later than 60 s", usual, later, 0.5},
		{"60 s", usual, way{dial: 2 * roundTrip, closes: 60 * time.Second}, 0.5},
		{"60 s, firewall 30 s", usual, way{dial: 2 * roundTrip, closes: 60 * time.Second, forgets: 30 * time.Second}, 0},
		{"20 s", usual, way{dial: 2 * roundTrip, closes: 20 * time.Second}, 0},
		{"5 s", usual, way{dial: 2 * roundTrip, closes: 5 * time.Second}, 0},
		{"later, TLS 1.2", usual, way{dial: 3 * roundTrip}, 0.5},
		{"later, few holds", day{[]float64{0.85, 0.12, 0.03}, usual.hold}, later, 0.5},
		{"later, long holds", day{usual.holds, spread{90 * time.Second, 0.9}}, later, 0.3},
	}
}

// TestShift prints what each mode costs and brings, and holds auto to what is promised:
// at most two connections a press, most presses served by a spare where those live for a
// minute, and at most one press without a clear answer for each agent.
func TestShift(t *testing.T) {
	desks := 25
	if *wholeShift {
		desks = 1000
	}
	fmt.Fprintln(t.Output(), "| idle closed after | `warm` | presses | found a spare | p50 | p99 | no clear answer | at a desk, at most | connections a press | spares unused | a second, at most | idle at once, mean | at most |\n"+
		"| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, s := range shifts() {
		for _, mode := range []wolkvox.Warm{wolkvox.WarmOff, wolkvox.WarmAuto} {
			if mode == wolkvox.WarmOff && s.closes > 0 {
				continue // nothing waits to be closed
			}
			f := figuresOf(s.work(t, mode, desks))
			fmt.Fprintln(t.Output(), f.line(s.name, mode))
			switch {
			case f.presses < 10*desks:
				t.Errorf("%s: %d presses show nothing", s.name, f.presses)
			case mode == wolkvox.WarmOff && (f.conns != f.presses || f.spares+f.unknown > 0):
				t.Errorf("%s, %s: %+v", s.name, mode, f)
			case mode == wolkvox.WarmAuto && (f.perPress() > 2 || float64(f.warm) <= s.served*float64(f.presses) || f.worst > 1):
				t.Errorf("%s, %s: %+v", s.name, mode, f)
			}
		}
	}
}

// work works the shift at so many desks, some in each bubble. Each desk draws the same
// day in every mode.
func (s shift) work(t *testing.T, mode wolkvox.Warm, desks int) []*desk {
	const each = 25
	all := make([]*desk, desks)
	t.Run(s.name+", "+string(mode), func(t *testing.T) {
		for first := 0; first < desks; first += each {
			t.Run(strconv.Itoa(first), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(*testing.T) {
					var some sync.WaitGroup
					for i := first; i < first+each; i++ {
						all[i] = &desk{way: s.way}
						some.Go(func() { all[i].work(mode, s.draw(rand.New(rand.NewPCG(uint64(i), 1)))) })
					}
					some.Wait()
				})
			})
		}
	})
	return all
}

// figures are what comes of a whole shift.
type figures struct {
	presses, warm, unknown, worst int // worst is the most unknown outcomes at a desk
	conns, spares, unused         int
	middle, slow                  time.Duration // median and 99th percentile from press to outcome
	peak                          int           // connections accepted in the busiest second
	idle                          float64       // connections that are open without a request, on average
	idleMost                      int
}

func figuresOf(desks []*desk) (f figures) {
	type change struct { // a connection is idle from now (1) or no longer (-1)
		at time.Duration
		by int
	}
	var took []time.Duration
	var changes []change
	perSecond := map[time.Duration]int{}
	for _, d := range desks {
		took = append(took, d.took...)
		f.warm, f.unknown, f.worst = f.warm+d.warm, f.unknown+d.unknown, max(f.worst, d.unknown)
		f.conns += len(d.conns)
		for _, c := range d.conns {
			perSecond[c.accepted.Truncate(time.Second)]++
			f.peak = max(f.peak, perSecond[c.accepted.Truncate(time.Second)])
			changes = append(changes, change{c.ready, 1}, change{c.idleTo, -1})
			if c.spare {
				f.spares++
			}
			if !c.used {
				f.unused++
			}
		}
	}
	f.presses = len(took)
	slices.Sort(took)
	f.middle, f.slow = took[len(took)/2], took[len(took)*99/100]
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by)) })
	open, last := 0, time.Duration(0)
	for _, c := range changes {
		f.idle += float64(open) * float64(c.at-last) / float64(shiftLasts)
		open, last = open+c.by, c.at
		f.idleMost = max(f.idleMost, open)
	}
	return f
}

func (f figures) perPress() float64 { return float64(f.conns) / float64(f.presses) }

// line is a line of the table.
func (f figures) line(name string, mode wolkvox.Warm) string {
	return fmt.Sprintf("| %s | `%s` | %d | %.1f %% | %d ms | %d ms | %d | %d | %.2f | %.1f %% | %d | %.0f | %d |",
		name, mode, f.presses, 100*float64(f.warm)/float64(f.presses), f.middle.Milliseconds(), f.slow.Milliseconds(),
		f.unknown, f.worst, f.perPress(), 100*float64(f.unused)/float64(max(f.spares, 1)), f.peak, f.idle, f.idleMost)
}

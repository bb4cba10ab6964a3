package app

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// shiftFigures are what comes of a whole shift.
type shiftFigures struct {
	presses, dropped, warm, unknown int
	conns, spares, unused           int
	bytes                           int64
	middle, slow                    time.Duration // median and 99th percentile from press to outcome
	peak                            int           // connections accepted in the busiest second
	idle                            float64       // connections that stand open without a request, on average
	idleMost                        int
}

// inBubbles works the shift at so many desks, some in each bubble, on all
// processors.
func (s shift) inBubbles(t *testing.T, desks int) (all []*shiftDesk) {
	const each = 25
	var mu sync.Mutex
	t.Run(s.String(), func(t *testing.T) {
		free := make(chan struct{}, runtime.GOMAXPROCS(0))
		var bubbles sync.WaitGroup
		for first := 0; first < desks; first += each {
			free <- struct{}{}
			bubbles.Go(func() {
				t.Run(strconv.Itoa(first), func(t *testing.T) {
					some := s.run(t, first, min(first+each, desks))
					mu.Lock()
					defer mu.Unlock()
					all = append(all, some...)
				})
				<-free
			})
		}
		bubbles.Wait()
	})
	return all
}

// figures adds up what the desks met. The order of the desks does not matter.
func (s shift) figures(desks []*shiftDesk) shiftFigures {
	var f shiftFigures
	var took []time.Duration
	perSecond := map[time.Duration]int{}
	var stands []shiftStand
	for _, d := range desks {
		f.dropped += d.dropped
		for _, p := range d.presses {
			took = append(took, p.took)
			if p.warm {
				f.warm++
			}
			if p.result == wolkvox.Unknown {
				f.unknown++
			}
		}
		for _, c := range d.conns {
			f.bytes += c.bytes
			perSecond[c.accepted.Truncate(time.Second)]++
			stands = append(stands, shiftStand{c.ready, 1}, shiftStand{c.ended(), -1})
			if c.spare {
				f.spares++
				if c.requests == 0 {
					f.unused++
				}
			}
		}
		f.conns += len(d.conns)
	}
	f.presses = len(took)
	slices.Sort(took)
	f.middle, f.slow = took[len(took)/2], took[len(took)*99/100]
	for _, n := range perSecond {
		f.peak = max(f.peak, n)
	}
	f.idle, f.idleMost = standing(stands)
	f.idle /= s.hours * float64(time.Hour)
	return f
}

// shiftStand is a connection that begins (1) or ends (-1) to stand open.
type shiftStand struct {
	at time.Duration
	by int
}

// standing is how long connections stood open in all, and how many at most.
func standing(stands []shiftStand) (sum float64, most int) {
	slices.SortFunc(stands, func(a, b shiftStand) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by)) })
	open, last := 0, time.Duration(0)
	for _, s := range stands {
		sum += float64(open) * float64(s.at-last)
		open, last = open+s.by, s.at
		most = max(most, open)
	}
	return sum, most
}

package app

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// shiftDay says how a simulated agent works. The figures are assumptions: they
// stand in assets/docs/figures.md beside what comes of them.
type shiftDay struct {
	hours   float64
	breaks  []shiftBreak
	call    spread        // how long a call lasts, without its holds
	pause   time.Duration // the mean time from one call to the next
	holds   []float64     // how likely a call has 0, 1, 2, ... holds
	hold    spread        // how long a hold lasts
	menu    float64       // share of presses that are made in the menu
	looks   float64       // share of calls in which the menu is opened for nothing
	doubled float64       // share of presses that are made twice in a hurry
}

// shiftBreak is a break that begins at some time within 20 minutes of at.
type shiftBreak struct{ at, lasts time.Duration }

// spread is a log-normal distribution, by its median.
type spread struct {
	median time.Duration
	sigma  float64
}

func (s spread) draw(r *rand.Rand) time.Duration {
	return time.Duration(float64(s.median) * math.Exp(s.sigma*r.NormFloat64()))
}

func below(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }

// usualDay has 8 to 9 calls an hour at work, two holds in three calls, and
// every fourth hold longer than a minute.
var usualDay = shiftDay{
	hours:   8,
	breaks:  []shiftBreak{{100 * time.Minute, 15 * time.Minute}, {220 * time.Minute, 45 * time.Minute}, {380 * time.Minute, 15 * time.Minute}},
	call:    spread{4 * time.Minute, 0.7},
	pause:   75 * time.Second,
	holds:   []float64{0.55, 0.30, 0.10, 0.05},
	hold:    spread{35 * time.Second, 0.9},
	menu:    0.10,
	looks:   0.05,
	doubled: 0.02,
}

// fewHolds and longHolds are days in which a spare serves less often.
func (d shiftDay) fewHolds() shiftDay {
	d.holds = []float64{0.85, 0.12, 0.03}
	return d
}

func (d shiftDay) longHolds() shiftDay {
	d.hold.median = 90 * time.Second
	return d
}

// shiftEvent is something that an agent does.
type shiftEvent struct {
	at   time.Duration // since the shift began
	menu bool          // opens the menu; else presses
}

// draw draws what one agent does in a shift, in its order. Presses come in pairs,
// at both ends of a hold.
func (d shiftDay) draw(r *rand.Rand) (events []shiftEvent) {
	press := func(at time.Duration) {
		if r.Float64() < d.menu {
			events = append(events, shiftEvent{at - time.Second - below(r, 2*time.Second), true})
		}
		events = append(events, shiftEvent{at, false})
		if r.Float64() < d.doubled {
			events = append(events, shiftEvent{at + 150*time.Millisecond + below(r, 750*time.Millisecond), false})
		}
	}
	breaks := make([]shiftBreak, len(d.breaks))
	for i, b := range d.breaks {
		breaks[i] = shiftBreak{b.at - 20*time.Minute + below(r, 40*time.Minute), b.lasts}
	}
	end := time.Duration(d.hours * float64(time.Hour))
	wait := func() time.Duration { return time.Duration(r.ExpFloat64() * float64(d.pause)) }
	for now := wait(); now < end; now += wait() {
		if len(breaks) > 0 && now >= breaks[0].at {
			now += breaks[0].lasts
			breaks = breaks[1:]
			continue
		}
		if r.Float64() < d.looks {
			events = append(events, shiftEvent{now + below(r, time.Minute), true})
		}
		talks := d.split(r)
		for i, talk := range talks {
			now += talk
			if i == len(talks)-1 {
				break
			}
			press(now)
			now += max(2*time.Second, d.hold.draw(r))
			press(now)
		}
	}
	slices.SortStableFunc(events, func(a, b shiftEvent) int { return int(a.at - b.at) })
	return slices.DeleteFunc(events, func(e shiftEvent) bool { return e.at < 0 || e.at >= end })
}

// split is a call in parts, with a hold between each two.
func (d shiftDay) split(r *rand.Rand) []time.Duration {
	parts := make([]time.Duration, 1, len(d.holds))
	for p := r.Float64(); len(parts) < len(d.holds) && p >= d.holds[len(parts)-1]; parts = append(parts, 0) {
		p -= d.holds[len(parts)-1]
	}
	call := d.call.draw(r)
	for i := range parts {
		// At least 3 seconds, in which nobody is put on hold again.
		parts[i] = 3*time.Second + call/time.Duration(len(parts))
	}
	return parts
}

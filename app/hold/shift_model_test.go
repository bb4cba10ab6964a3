package hold_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// day says how a simulated agent works. The figures are assumptions: they stand in
// assets/docs/figures.md beside what comes of them.
type day struct {
	holds []float64 // how likely a call has 0, 1, 2, ... holds
	hold  spread    // how long a hold lasts
}

// What all days have in common: 8 to 9 calls an hour at work.
const (
	shiftLasts = 8 * time.Hour
	between    = 75 * time.Second // the mean time from one call to the next
	inMenu     = 0.10             // share of presses that are made in the menu
	looks      = 0.05             // share of calls in which the menu is opened for nothing
	doubled    = 0.02             // share of presses that are made twice in a hurry

	roundTrip = 80 * time.Millisecond
	half      = roundTrip / 2
	answer    = 50 * time.Millisecond // from a request to its answer
)

var (
	call = spread{4 * time.Minute, 0.7} // how long a call lasts, without its holds
	// A break begins within 20 minutes of its time.
	breaks = []struct{ at, lasts time.Duration }{{100 * time.Minute, 15 * time.Minute}, {220 * time.Minute, 45 * time.Minute}, {380 * time.Minute, 15 * time.Minute}}
)

// spread is a log-normal distribution, by its median.
type spread struct {
	median time.Duration
	sigma  float64
}

func (s spread) draw(r *rand.Rand) time.Duration {
	return time.Duration(float64(s.median) * math.Exp(s.sigma*r.NormFloat64()))
}

func below(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }

// act is something that an agent does.
type act struct {
	at   time.Duration // since the shift began
	menu bool          // opens the menu; else presses
}

// draw draws what one agent does in a shift, in its order. Presses come in pairs, at
// both ends of a hold.
func (d day) draw(r *rand.Rand) (acts []act) {
	press := func(at time.Duration) {
		if r.Float64() < inMenu {
			acts = append(acts, act{at - time.Second - below(r, 2*time.Second), true})
		}
		acts = append(acts, act{at, false})
		if r.Float64() < doubled {
			acts = append(acts, act{at + 150*time.Millisecond + below(r, 750*time.Millisecond), false})
		}
	}
	rests := slices.Clone(breaks)
	for i := range rests {
		rests[i].at += below(r, 40*time.Minute) - 20*time.Minute
	}
	wait := func() time.Duration { return time.Duration(r.ExpFloat64() * float64(between)) }
	for now := wait(); now < shiftLasts; now += wait() {
		if len(rests) > 0 && now >= rests[0].at {
			now += rests[0].lasts
			rests = rests[1:]
			continue
		}
		if r.Float64() < looks {
			acts = append(acts, act{now + below(r, time.Minute), true})
		}
		holds, p := 0, r.Float64()
		for ; holds < len(d.holds)-1 && p >= d.holds[holds]; holds++ {
			p -= d.holds[holds]
		}
		// At least 3 seconds, in which nobody is put on hold again.
		talk := 3*time.Second + call.draw(r)/time.Duration(holds+1)
		now += talk
		for range holds {
			press(now)
			now += max(2*time.Second, d.hold.draw(r))
			press(now)
			now += talk
		}
	}
	slices.SortStableFunc(acts, func(a, b act) int { return int(a.at - b.at) })
	return slices.DeleteFunc(acts, func(a act) bool { return a.at < 0 || a.at >= shiftLasts })
}

// way is the way to wolkvox, and what is assumed of wolkvox.
type way struct {
	dial    time.Duration // 2 round trips with TLS 1.3, 3 with TLS 1.2
	closes  time.Duration // when wolkvox closes a connection without a request, from its accept; 0: never
	forgets time.Duration // when a firewall silently forgets one on which nothing passes; 0: never
}

// conn is a connection. Times count from the start of the shift.
type conn struct {
	spare, used     bool
	accepted, ready time.Duration // at wolkvox; ready is when the last byte of the handshake passes
	made            time.Duration // at the client
	idleTo          time.Duration // when wolkvox got a request on it, or it was closed there
	expire          *time.Timer
}

// desk is a desk in a simulated shift: the program's own press path and rule for
// spares. Client and network count round trips.
type desk struct {
	way
	zero          time.Time
	took          []time.Duration // from press to outcome, of each press that was taken
	warm, unknown int             // presses that found a spare, that got no clear answer

	mu      sync.Mutex
	conns   []*conn
	spare   *conn // the one that waits
	dialing bool  // one is being dialled
}

// work is the shift at a desk.
func (d *desk) work(mode wolkvox.Warm, acts []act) {
	d.zero = time.Now()
	ctx, end := context.WithCancel(context.Background())
	warmth := &wolkvox.Warmth{Mode: func() wolkvox.Warm { return mode }, Dial: d.dialSpare}
	toggler := &hold.Toggler{Toggle: d.toggle, Tell: func(o hold.Outcome) {
		if o.Result != hold.Ignored {
			warmth.Pressed(o.Reply)
		}
	}}
	var running sync.WaitGroup
	running.Go(func() { _ = toggler.Run(ctx) })
	for _, a := range acts {
		time.Sleep(a.at - d.now())
		if a.menu {
			warmth.Likely()
		} else {
			toggler.Press(hold.Press{At: time.Now(), Source: hold.Hotkey})
		}
	}
	time.Sleep(shiftLasts + time.Minute - d.now())
	end()
	running.Wait()
	warmth.End()
	d.take()
	time.Sleep(wolkvox.SpareFor) // nothing may come any more
}

func (d *desk) now() time.Duration { return time.Since(d.zero) }

// open is a connection being made. It is called with the lock held.
func (d *desk) open(spare bool) *conn {
	c := &conn{spare: spare, accepted: d.now() + half, ready: d.now() + half + 2*roundTrip, made: d.now() + d.dial}
	d.conns = append(d.conns, c)
	return c
}

func (d *desk) dialSpare(life time.Duration, over func(after time.Duration)) {
	d.mu.Lock()
	if d.dialing || d.spare != nil {
		d.mu.Unlock()
		return
	}
	d.dialing = true
	c := d.open(true)
	d.mu.Unlock()
	time.Sleep(d.dial)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dialing, d.spare = false, c
	after := life
	if heard := c.accepted + d.closes + half - c.made; d.closes > 0 && heard < life {
		after = heard
	}
	c.expire = time.AfterFunc(after, func() {
		if d.take() == c {
			over(after)
		}
	})
}

// take ends the waiting of the spare, if there is one. Without a request it is closed.
func (d *desk) take() *conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.spare
	if d.spare = nil; c != nil {
		c.expire.Stop()
		d.arrive(c)
	}
	return c
}

// arrive is what the client does on a connection reaching wolkvox, or why it does not.
func (d *desk) arrive(c *conn) wolkvox.Reason {
	c.idleTo = d.now() + half
	forgotten := d.forgets > 0 && d.now()-c.ready > d.forgets
	if !forgotten && (d.closes == 0 || c.idleTo <= c.accepted+d.closes) {
		return wolkvox.Confirmed
	}
	c.idleTo = c.accepted + d.closes
	if forgotten {
		return wolkvox.Timeout
	}
	return wolkvox.Lost
}

func (d *desk) toggle(_ context.Context, p *hold.Request) wolkvox.Outcome {
	began := d.now()
	o := wolkvox.Outcome{Result: wolkvox.Unknown}
	c := d.take()
	if c != nil {
		o.Waited = began - c.made
		d.warm++
	} else {
		d.mu.Lock()
		c = d.open(false)
		d.mu.Unlock()
		time.Sleep(d.dial)
	}
	_ = p.BeforeSend() // there is no disk here that could fail
	switch o.Reason = d.arrive(c); o.Reason {
	case wolkvox.Confirmed:
		time.Sleep(roundTrip + answer)
		c.used, o.Result, o.HTTPStatus = true, wolkvox.Toggled, 200
	case wolkvox.Lost: // the closing is on its way
		time.Sleep(c.idleTo + half - d.now())
		d.unknown++
	default:
		time.Sleep(time.Until(p.At.Add(hold.DefaultTimeout)))
		d.unknown++
	}
	d.took = append(d.took, d.now()-began)
	return o
}

package wolkvox

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// atOnce is wolkvox's documented limit of requests at once on one token.
const atOnce = 2

// fleet is many desks that share one token. It answers how often a press ends
// as not toggled because others were using the token.
//
// A request counts at wolkvox from its arrival until its answer leaves; one that
// is refused is answered at once and takes no place. Each desk presses at random
// times (a Poisson process), and drops a press while one is under way or within
// the press gap, as the program does.
type fleet struct {
	desks  int
	hourly float64                               // presses an hour at each desk
	answer func(random *rand.Rand) time.Duration // how long wolkvox takes for a request
	setUp  time.Duration                         // from the start of a try to the arrival of its request
	back   time.Duration                         // from the answer's departure to the desk
	again  retryRule
	gaps   gaps
}

// retryRule is the type of the client's own rule.
type retryRule = func(o Outcome, try int, age time.Duration, random func(time.Duration) time.Duration) (time.Duration, bool)

// noRetry is the rule of a client that gives up at once.
func noRetry(Outcome, int, time.Duration, func(time.Duration) time.Duration) (time.Duration, bool) {
	return 0, false
}

// gaps are how long a desk drops presses after an outcome.
type gaps struct{ toggled, notToggled time.Duration }

// builtIn are the program's gaps where nobody set others.
var builtIn = gaps{1200 * time.Millisecond, 700 * time.Millisecond}

// constant and exponential are the two ways in which answer times are drawn. The
// second scatters much more.
func constant(mean time.Duration) func(*rand.Rand) time.Duration {
	return func(*rand.Rand) time.Duration { return mean }
}

func exponential(mean time.Duration) func(*rand.Rand) time.Duration {
	return func(random *rand.Rand) time.Duration { return time.Duration(random.ExpFloat64() * float64(mean)) }
}

// fleetPress is what became of a press: how many times it was tried, whether it
// ended as not toggled, and after what time.
type fleetPress struct {
	tries  int
	gaveUp bool
	took   time.Duration
}

// fleetTry is a request on its way to wolkvox.
type fleetTry struct {
	desk    int
	number  int           // counts the tries of a press from 1
	pressed time.Duration // when the desk pressed
	arrives time.Duration
}

// fleetRun is one run of a fleet. All times count from its start.
type fleetRun struct {
	fleet
	random *rand.Rand
	// A desk takes no press before its time.
	free []time.Duration
	// A place at wolkvox is taken until its time.
	places [atOnce]time.Duration
	onWay  []fleetTry // a few, in no order
	done   []fleetPress
}

// run simulates that many presses.
func (f fleet) run(presses int, seed uint64) []fleetPress {
	r := &fleetRun{
		fleet: f, random: rand.New(rand.NewPCG(seed, seed)),
		free: make([]time.Duration, f.desks), done: make([]fleetPress, 0, presses),
	}
	press := r.pause()
	for len(r.done) < presses {
		if i := r.first(); i >= 0 && r.onWay[i].arrives <= press {
			try := r.onWay[i]
			last := len(r.onWay) - 1
			r.onWay[i] = r.onWay[last]
			r.onWay = r.onWay[:last]
			r.arrive(try)
			continue
		}
		// The presses of all desks together are one Poisson process, in which
		// each desk is as likely as any other.
		if desk := r.random.IntN(f.desks); press >= r.free[desk] {
			r.free[desk] = math.MaxInt64
			r.begin(fleetTry{desk: desk, number: 1, pressed: press}, press)
		}
		press += r.pause()
	}
	return r.done
}

// pause is the time from one press to the next, at any desk.
func (r *fleetRun) pause() time.Duration {
	return time.Duration(r.random.ExpFloat64() * float64(time.Hour) / (r.hourly * float64(r.desks)))
}

// first is the index of the try that arrives first, -1 for none.
func (r *fleetRun) first() int {
	first := -1
	for i, try := range r.onWay {
		if first < 0 || try.arrives < r.onWay[first].arrives {
			first = i
		}
	}
	return first
}

// begin sends a try on its way, if its request leaves in time. The client stops
// dialling when it cannot any more.
func (r *fleetRun) begin(try fleetTry, now time.Duration) {
	try.arrives = now + r.setUp
	if latest := try.pressed + SendWithin; try.arrives > latest {
		r.over(try, true, latest)
		return
	}
	r.onWay = append(r.onWay, try)
}

// arrive is what wolkvox does with a request, and the client with its answer.
func (r *fleetRun) arrive(try fleetTry) {
	for i, taken := range r.places {
		if taken <= try.arrives {
			r.places[i] = try.arrives + r.answer(r.random)
			r.over(try, false, r.places[i]+r.back)
			return
		}
	}
	now := try.arrives + r.back
	refused := Outcome{Result: NotToggled, Reason: Busy}
	pause, again := r.again(refused, try.number, now-try.pressed, func(below time.Duration) time.Duration {
		return time.Duration(r.random.Int64N(int64(below)))
	})
	if !again {
		r.over(try, true, now)
		return
	}
	try.number++
	r.begin(try, now+pause)
}

// over notes what became of a press, and starts the desk's press gap.
func (r *fleetRun) over(try fleetTry, gaveUp bool, now time.Duration) {
	r.done = append(r.done, fleetPress{try.number, gaveUp, now - try.pressed})
	r.free[try.desk] = now + r.gaps.toggled
	if gaveUp {
		r.free[try.desk] = now + r.gaps.notToggled
	}
}

// estimate is a mean with the error it may have.
type estimate struct{ mean, deviation float64 }

// within is the half width of the confidence interval of 99.9 %, by Student's
// distribution with 49 degrees of freedom.
func (e estimate) within() float64 { return 3.5 * e.deviation }

// estimateOf takes the mean of a value of all presses. Neighbours in a run
// resemble each other, so its deviation comes from the means of 50 long batches.
func estimateOf(presses []fleetPress, value func(fleetPress) float64) estimate {
	const batches = 50
	size := len(presses) / batches
	var sum, squares float64
	for i := range batches {
		var batch float64
		for _, p := range presses[i*size : (i+1)*size] {
			batch += value(p)
		}
		batch /= float64(size)
		sum += batch
		squares += batch * batch
	}
	mean := sum / batches
	variance := max(0, squares-sum*mean) / (batches - 1)
	return estimate{mean, math.Sqrt(variance / batches)}
}

func gaveUp(p fleetPress) float64 {
	if p.gaveUp {
		return 1
	}
	return 0
}

// TestFleetIsDeterministic: a published figure can be had again.
func TestFleetIsDeterministic(t *testing.T) {
	f := fleet{desks: 30, hourly: 120, answer: exponential(time.Second), setUp: 200 * time.Millisecond, again: retry, gaps: builtIn}
	first, again, other := f.run(5000, 1), f.run(5000, 1), f.run(5000, 2)
	a, b, c := estimateOf(first, gaveUp), estimateOf(again, gaveUp), estimateOf(other, gaveUp)
	if a != b || a == c {
		t.Errorf("got %v and %v for one seed, %v for another", a, b, c)
	}
}

package wolkvox

import (
	"context"
	"math"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// TestFleetUsesTheClientsRule: a fleet of real clients, against a wolkvox with
// the same limit, gives up as often as the simulated one, after as long, and needs
// as many tries. So what the simulation says holds for the program.
func TestFleetUsesTheClientsRule(t *testing.T) {
	presses := fleetPresses(400, 4000)
	for _, tt := range []struct {
		name string
		fleet
	}{
		{"crowded", fleet{desks: 12, hourly: 1200, answer: exponential(time.Second), setUp: 200 * time.Millisecond}},
		{"a slow way, where the last tries come too late", fleet{desks: 12, hourly: 900, answer: constant(1500 * time.Millisecond), setUp: 900 * time.Millisecond}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.again, tt.gaps = retry, builtIn
			simulated := tt.run(200_000, 1)
			synctest.Test(t, func(t *testing.T) {
				real := tt.runClients(t, presses)
				compare(t, "share of give-ups", estimateOf(real, gaveUp), estimateOf(simulated, gaveUp))
				tries := func(p fleetPress) float64 { return float64(p.tries) }
				compare(t, "tries a press", estimateOf(real, tries), estimateOf(simulated, tries))
				seconds := func(p fleetPress) float64 { return p.took.Seconds() }
				compare(t, "seconds to a give-up", estimateOf(only(real), seconds), estimateOf(only(simulated), seconds))
			})
		})
	}
}

// only picks the give-ups.
func only(presses []fleetPress) (giveUps []fleetPress) {
	for _, p := range presses {
		if p.gaveUp {
			giveUps = append(giveUps, p)
		}
	}
	return giveUps
}

// compare wants two estimates to be of the same thing. The client's pauses are
// drawn anew in each run, so the bound is one that chance breaks once in a
// million runs.
func compare(t *testing.T, what string, real, simulated estimate) {
	t.Helper()
	// Where all take the same time to a microsecond there is nothing to estimate.
	bound := 1e-6 + 5.6*math.Hypot(real.deviation, simulated.deviation)
	t.Logf("%s: clients %.4f, simulated %.4f, may differ by %.4f", what, real.mean, simulated.mean, bound)
	if math.Abs(real.mean-simulated.mean) > bound {
		t.Errorf("%s: got %.4f from clients, %.4f simulated, which is more than %.4f apart", what, real.mean, simulated.mean, bound)
	}
}

// runClients is run with real clients, in a bubble. Each desk waits at random
// for its next press, which is all that dropping presses in between comes to.
func (f fleet) runClients(t *testing.T, presses int) []fleetPress {
	_, c := start(t, f.wolkvox())
	dial := c.DialContext
	c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		select {
		case <-time.After(f.setUp):
			return dial(ctx, network, addr)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	var (
		mu   sync.Mutex
		done []fleetPress
		all  sync.WaitGroup
	)
	enough := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(done) >= presses
	}
	for desk := range f.desks {
		all.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(desk)))
			for !enough() {
				time.Sleep(time.Duration(random.ExpFloat64() * float64(time.Hour) / f.hourly))
				at := time.Now()
				o := c.ToggleHold(t.Context(), Press{At: at})
				gap := f.gaps.toggled
				if o.Result != Toggled {
					want(t, o, NotToggled, o.Reason)
					gap = f.gaps.notToggled
				}
				mu.Lock()
				done = append(done, fleetPress{o.Tries, o.Result != Toggled, time.Since(at)})
				mu.Unlock()
				time.Sleep(gap)
			}
		})
	}
	all.Wait()
	return done[:presses]
}

// wolkvox answers in the fleet's answer times, and refuses the third at once.
func (f fleet) wolkvox() simulator.Options {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(1, 1))
	return simulator.Options{Addr: simulator.InMemory, OnToggle: func(string, bool, int) {
		mu.Lock()
		answer := f.answer(random)
		mu.Unlock()
		time.Sleep(answer)
	}}
}

package hold

import (
	"context"
	"flag"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

var seed = flag.Uint64("seed", 0, "seed of TestManyPresses, 0 for a new one")

// TestManyPresses presses 20000 times, at any time and from everywhere, over a
// wolkvox that answers anything at any time. Whatever happens, each press has
// one outcome and at most one request, there are never two requests at once,
// and a request begins no sooner than a press gap after the one before it.
func TestManyPresses(t *testing.T) {
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("to see this run again: -run TestManyPresses -args -seed %d", s)
	synctest.Test(t, func(t *testing.T) {
		const presses = 20000
		r := rand.New(rand.NewPCG(s, 1))
		asked := rand.New(rand.NewPCG(s, 2)) // used by wolkvox alone

		d := newDesk(t)
		d.Rules = func() Rules { return Rules{Gap: 700 * ms} }
		var over time.Time // when the latest request ended
		inner := d.Toggle
		d.Toggle = func(ctx context.Context, p wolkvox.Press) wolkvox.Outcome {
			if !over.IsZero() && time.Since(over) < 700*ms {
				t.Errorf("a request %v after the outcome before it", time.Since(over))
			}
			d.mu.Lock()
			d.takes = time.Duration(asked.Int64N(int64(5 * time.Second)))
			d.reply = []wolkvox.Outcome{
				{Result: wolkvox.Toggled, Reason: wolkvox.Confirmed},
				{Result: wolkvox.NotToggled, Reason: wolkvox.Busy},
				{Result: wolkvox.Unknown, Reason: wolkvox.Timeout},
			}[asked.IntN(3)]
			d.refuse = nil
			if asked.IntN(10) == 0 {
				d.refuse = context.DeadlineExceeded
			}
			d.mu.Unlock()
			out := inner(ctx, p)
			over = time.Now()
			if asked.IntN(20) == 0 {
				panic("now and then")
			}
			return out
		}
		d.open()
		sources := []Source{Hotkey, Click, Menu, Command}
		for range presses {
			at := time.Now().Add(-time.Duration(r.Int64N(int64(50 * ms))))
			if r.IntN(50) == 0 {
				at = at.Add(-time.Duration(r.Int64N(int64(6 * time.Second))))
			}
			go d.pressAt(at, sources[r.IntN(len(sources))])
			switch r.IntN(4) {
			case 0: // another at the same instant
			case 1:
				d.wait(time.Duration(r.Int64N(int64(100 * ms))))
			default:
				d.wait(time.Duration(r.Int64N(int64(3 * time.Second))))
			}
		}
		d.wait(10 * time.Second)
		d.close()

		if len(d.outcomes) != presses || len(d.told) != presses {
			t.Fatalf("got %d presses and %d outcomes, want %d of both", len(d.outcomes), len(d.told), presses)
		}
		numbers := map[int]bool{}
		count := map[Result]int{}
		also, inFlight := 0, 0
		for _, o := range d.told {
			if numbers[o.Number] || o.Number < 1 || o.Number > presses {
				t.Fatalf("press %d was told twice, or never made", o.Number)
			}
			numbers[o.Number] = true
			count[o.Result]++
			also += o.AlsoIgnored
			if o.Reason == InFlight && o.Soft {
				inFlight++
			}
		}
		if sent := d.sent; count[Toggled]+count[Unknown] > sent {
			t.Errorf("got %d toggled and %d unknown of %d requests", count[Toggled], count[Unknown], sent)
		}
		if also > inFlight {
			t.Errorf("got %d presses counted with others, want at most the %d that were dropped softly", also, inFlight)
		}
		t.Logf("%v of %d requests", count, d.sent)
	})
}

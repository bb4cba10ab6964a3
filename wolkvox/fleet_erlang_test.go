package wolkvox

import (
	"flag"
	"fmt"
	"math"
	"testing"
	"time"
)

var longFleet = flag.Bool("fleet", false, "run the fleet tests long, for the figures to publish")

// fleetPresses is how many presses a run has.
func fleetPresses(short, long int) int {
	if *longFleet {
		return long
	}
	return short
}

// erlangB is the share of requests that find all places taken, when they come at
// random from any number of sources: Erlang's loss formula. load is the mean
// number of requests under way if none were refused.
func erlangB(load float64) float64 {
	blocked := 1.0
	for places := 1.0; places <= atOnce; places++ {
		blocked = load * blocked / (places + load*blocked)
	}
	return blocked
}

// engset is the same where the sources are few: one that has a request under way
// makes no other, so that the rest offer less the more are busy. load is the mean
// time of a request over the mean time between a source's requests. It holds for
// any distribution of both.
func engset(sources int, load float64) float64 {
	term, sum := 1.0, 1.0
	for k := 1; k <= atOnce; k++ {
		term *= load * float64(sources-k) / float64(k)
		sum += term
	}
	return term / sum
}

// TestFleetAgreesWithErlang: without retries the simulation is a loss system, of
// which the answer is known. It depends on the mean answer time alone, so both
// ways to draw it must give the same.
func TestFleetAgreesWithErlang(t *testing.T) {
	// So many that what the ones under way do not offer cannot be seen.
	const desks = 20000
	const answer = time.Second
	presses := fleetPresses(100_000, 5_000_000)
	fmt.Fprintln(t.Output(), "| requests at once, offered | answer times | simulated | Erlang B | difference | 99.9 % interval |")
	fmt.Fprintln(t.Output(), "| ---: | --- | ---: | ---: | ---: | ---: |")
	for _, load := range []float64{0.05, 0.1, 0.2, 0.5, 1, 2} {
		for _, drawn := range answerTimes {
			f := fleet{
				desks: desks, hourly: load / desks / answer.Hours(), answer: drawn.by(answer),
				setUp: 200 * time.Millisecond, back: 40 * time.Millisecond, again: noRetry, gaps: builtIn,
			}
			got, want := estimateOf(f.run(presses, 1), gaveUp), erlangB(load)
			off := got.mean - want
			fmt.Fprintf(t.Output(), "| %.2f | %s | %.4f %% | %.4f %% | %+.4f %% | ±%.4f %% |\n",
				load, drawn.name, 100*got.mean, 100*want, 100*off, 100*got.within())
			if math.Abs(off) > got.within() || got.deviation == 0 {
				t.Errorf("load %.2f, %s: got %.5f ± %.5f, want %.5f", load, drawn.name, got.mean, got.within(), want)
			}
		}
	}
}

// TestFewDesksAgreeWithEngset: with few desks Erlang's formula is wrong, as a
// desk that waits for an answer presses no more. Set-up and press gap belong to
// the time between a desk's requests.
func TestFewDesksAgreeWithEngset(t *testing.T) {
	const answer, gap, setUp = 2 * time.Second, 1200 * time.Millisecond, 200 * time.Millisecond
	for _, tt := range []struct {
		desks  int
		hourly float64
	}{{2, 120}, {3, 120}, {5, 120}, {10, 60}, {10, 600}} {
		for _, drawn := range answerTimes {
			f := fleet{
				desks: tt.desks, hourly: tt.hourly, answer: drawn.by(answer),
				// A refusal shortens nothing here, which the formula wants so.
				setUp: setUp, again: noRetry, gaps: gaps{gap, gap},
			}
			between := time.Duration(float64(time.Hour)/tt.hourly) + gap + setUp
			want := engset(tt.desks, answer.Seconds()/between.Seconds())
			got := estimateOf(f.run(fleetPresses(100_000, 5_000_000), 1), gaveUp)
			line := fmt.Sprintf("%d desks, %.0f presses an hour, %s: got %.5f ± %.5f, want %.5f",
				tt.desks, tt.hourly, drawn.name, got.mean, got.within(), want)
			t.Log(line)
			if math.Abs(got.mean-want) > got.within() {
				t.Error("more than the interval apart:", line)
			}
		}
	}
}

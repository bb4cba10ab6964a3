package wolkvox

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"
)

// answerTimes are the ways to draw answer times, by name.
var answerTimes = []struct {
	name string
	by   func(mean time.Duration) func(*rand.Rand) time.Duration
}{{"constant", constant}, {"exponential", exponential}}

// shares are the shares of give-ups that the table is made for.
var shares = []float64{0.001, 0.01}

// fleetRow is a row of the table: how many desks one token serves, by the share of
// give-ups and without and with retries.
type fleetRow struct {
	answer time.Duration
	hourly float64
	desks  [2][2]int // [share][retries off, on]
}

// TestFleetTable prints how many desks one token serves. The way from a desk to
// wolkvox is that of a round trip of 80 ms: two and a half for a new connection
// and the request on it, half of one back.
func TestFleetTable(t *testing.T) {
	answers := []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second}
	rates := []float64{10, 30, 60, 120}
	if !*longFleet {
		answers, rates = answers[2:], rates[2:]
	}
	var rows []*fleetRow
	for _, answer := range answers {
		for _, hourly := range rates {
			rows = append(rows, &fleetRow{answer: answer, hourly: hourly})
		}
	}
	fillRows(rows, fleetPresses(20_000, 2_000_000))

	fmt.Fprintln(t.Output(), "| wolkvox answers in | presses an hour and desk | desks at < 0.1 % give-ups | without retries | desks at < 1 % give-ups | without retries |")
	fmt.Fprintln(t.Output(), "| ---: | ---: | ---: | ---: | ---: | ---: |")
	for i, row := range rows {
		fmt.Fprintf(t.Output(), "| %.1f s | %.0f | %d | %d | %d | %d |\n",
			row.answer.Seconds(), row.hourly, row.desks[0][1], row.desks[0][0], row.desks[1][1], row.desks[1][0])
		for share := range shares {
			if row.desks[share][1] < row.desks[share][0] {
				t.Errorf("%v: fewer desks with retries than without", *row)
			}
			for on := range 2 {
				if row.desks[0][on] > row.desks[1][on] || row.desks[0][on] < atOnce {
					t.Errorf("%v: fewer desks where more give-ups are allowed, or fewer than can never meet", *row)
				}
				if i%len(rates) > 0 && row.desks[share][on] > rows[i-1].desks[share][on] {
					t.Errorf("%v: more desks than with fewer presses", *row)
				}
				if i >= len(rates) && row.desks[share][on] > rows[i-len(rates)].desks[share][on] {
					t.Errorf("%v: more desks than with faster answers", *row)
				}
			}
		}
	}
}

// fillRows works all rows out, on all processors.
func fillRows(rows []*fleetRow, presses int) {
	todo := make(chan *fleetRow)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for row := range todo {
				for share := range shares {
					for on, rule := range []retryRule{noRetry, retry} {
						row.desks[share][on] = row.mostDesks(shares[share], rule, presses)
					}
				}
			}
		})
	}
	for _, row := range rows {
		todo <- row
	}
	close(todo)
	workers.Wait()
}

// mostDesks is the largest fleet of which certainly less than that share gives
// up, also if the answer times scatter much.
func (row *fleetRow) mostDesks(share float64, rule retryRule, presses int) int {
	served := func(desks int) bool {
		for _, drawn := range answerTimes {
			f := fleet{
				desks: desks, hourly: row.hourly, answer: drawn.by(row.answer),
				setUp: 200 * time.Millisecond, back: 40 * time.Millisecond, again: rule, gaps: builtIn,
			}
			if e := estimateOf(f.run(presses, 1), gaveUp); e.mean+e.within() >= share {
				return false
			}
		}
		return true
	}
	// As many desks as there are places never meet.
	few, many := atOnce, 2*atOnce
	for served(many) {
		few, many = many, 2*many
	}
	for many-few > 1 {
		if middle := (few + many) / 2; served(middle) {
			few = middle
		} else {
			many = middle
		}
	}
	return few
}

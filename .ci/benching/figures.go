package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// figure is something that was measured several times.
type figure []float64

func (f *figure) add(d time.Duration) { *f = append(*f, float64(d)/1e6) }

// at returns the value that a share of the others is below.
func (f figure) at(share float64) float64 {
	if len(f) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(f))
	return sorted[int(share*float64(len(sorted)-1)+0.5)]
}

func (f figure) median() float64 { return f.at(0.5) }

// ms is the median with its spread.
func (f figure) ms() string {
	if len(f) == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f ms (%.2f..%.2f)", f.median(), f.at(0.1), f.at(0.9))
}

// trips is ms with the median in round trips, where there is a distance.
func (f figure) trips(roundTrip time.Duration) string {
	if roundTrip == 0 || len(f) == 0 {
		return f.ms()
	}
	return fmt.Sprintf("**%.2f rt**, %s", f.median()*1e6/float64(roundTrip), f.ms())
}

// ratio is how many times b goes into a.
func ratio(a, b float64) string {
	if b == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", a/b)
}

func row(cells ...string) { fmt.Println("| " + strings.Join(cells, " | ") + " |") }

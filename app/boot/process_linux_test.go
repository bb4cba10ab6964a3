package boot

import (
	"strings"
	"testing"
	"time"
)

func TestAgeOf(t *testing.T) {
	for start, want := range map[string]time.Duration{
		"42":                   580 * time.Millisecond,
		"0":                    time.Second,
		"100":                  0,
		"101":                  0, // started after now
		"":                     0,
		"x":                    0,
		"-1":                   0,
		"18446744073709551615": 0,
	} {
		if got := ageOf(start, time.Second); got != want {
			t.Errorf("started at tick %q: got %v, want %v", start, got, want)
		}
	}
	if got := startTime([]byte("7 (a) S 1 2 3) R 1 7 7 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 42")); got != "42" {
		t.Errorf("got the start %q, want 42", got)
	}
}

func FuzzStartTime(f *testing.F) {
	f.Add([]byte("1 (a) b) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 42 1"))
	f.Add([]byte("1 (x"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, stat []byte) {
		if s := startTime(stat); strings.ContainsAny(s, " \n") || len(s) > len(stat) {
			t.Errorf("%q: got %q", stat, s)
		}
	})
}

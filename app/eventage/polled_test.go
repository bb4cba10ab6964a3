package eventage

import (
	"testing"
	"time"
)

const ms = time.Millisecond

func TestHowOldAnEventCanBe(t *testing.T) {
	type look struct {
		at    time.Duration
		event bool
		age   time.Duration
	}
	quiet := func(at time.Duration) look { return look{at: at} }
	event := func(at, age time.Duration) look { return look{at, true, age} }
	for _, tt := range []struct {
		name  string
		story []look
	}{
		{"the first of all", []look{event(0, 0)}},
		{"since the last look", []look{quiet(0), quiet(100 * ms), event(130*ms, 30*ms), event(150*ms, 20*ms)}},
		{"a little late is no standstill", []look{quiet(0), quiet(240 * ms), event(250*ms, 10*ms)}},
		{"read first after a standstill", []look{quiet(0), event(time.Minute, time.Minute)}},
		{"read after a look that came first", []look{quiet(0), quiet(time.Minute), event(time.Minute+10*ms, time.Minute+10*ms)}},
		{"a queue that is drained one by one", []look{
			quiet(0), event(5*time.Second, 5*time.Second), event(5190*ms, 5190*ms), quiet(5300 * ms), event(5380*ms, 5380*ms),
		}},
		{"quiet since the standstill", []look{quiet(0), quiet(5 * time.Second), quiet(5100 * ms), quiet(5200 * ms), event(5250*ms, 50*ms)}},
		{"not quiet for long enough", []look{quiet(0), quiet(5 * time.Second), quiet(5100 * ms), event(5190*ms, 5190*ms)}},
		{"a standstill while the queue of another is drained", []look{
			quiet(0), event(5*time.Second, 5*time.Second), event(9*time.Second, 9*time.Second),
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var l Polled
			start := time.Now()
			for _, s := range tt.story {
				if !s.event {
					l.Quiet(start.Add(s.at))
				} else if age := l.Found(start.Add(s.at)); age != s.age {
					t.Errorf("event at %v: at most %v old, want %v", s.at, age, s.age)
				}
			}
		})
	}
}

// The monotonic clock may stop while the machine sleeps, and the wall clock may be set back: the
// larger difference counts.
func TestElapsedIsTheLargerOfBothClocks(t *testing.T) {
	now := time.Now()
	wall := now.Round(0) // no monotonic reading, so only the wall clock is compared
	if got := Elapsed(wall, wall.Add(time.Hour)); got != time.Hour {
		t.Errorf("wall clock: got %v, want 1h", got)
	}
	if got := Elapsed(now, now.Add(time.Second)); got != time.Second {
		t.Errorf("both: got %v, want 1s", got)
	}
	if got := Elapsed(wall, wall.Add(-time.Hour)); got != 0 {
		t.Errorf("set back: got %v, want 0", got)
	}
}

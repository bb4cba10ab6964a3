package x11

import (
	"math"
	"slices"
	"testing"
	"time"
)

const day = 24 * time.Hour

// Server time keeps growing over its wrap and over weeks without an event.
func TestServerTimeUnwraps(t *testing.T) {
	for _, tt := range []struct {
		name  string
		start uint32          // the server's clock at our zero
		gaps  []time.Duration // from event to event
	}{
		{"plain", 1000, []time.Duration{time.Second, 30 * time.Millisecond, 0, time.Hour}},
		{"over the wrap", math.MaxUint32 - 500, []time.Duration{400 * time.Millisecond, 100 * time.Millisecond, time.Millisecond, time.Second}},
		{"half a wrap later", 5, []time.Duration{25 * day, 26 * day}},
		{"many wraps later", 5, []time.Duration{200 * day, time.Millisecond, 1000 * day}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c serverClock
			first, _ := c.read(tt.start, 0)
			var at time.Duration
			for _, gap := range tt.gaps {
				at += gap
				ms := tt.start + uint32(at/time.Millisecond)
				got, age := c.read(ms, at)
				if got-first != at {
					t.Errorf("%v after the first event: got %v", at, got-first)
				}
				if age != 0 {
					t.Errorf("%v after the first event: age %v, want 0", at, age)
				}
			}
		})
	}
}

// Two stamps in the wrong order stay in the wrong order. If they became equal, a press would
// count as a repeat.
func TestServerTimeGoingBackIsPassedOn(t *testing.T) {
	var c serverClock
	a, _ := c.read(5000, 0)
	b, _ := c.read(4990, time.Millisecond)
	if got := b - a; got != -10*time.Millisecond {
		t.Errorf("got a step of %v, want -10ms", got)
	}
}

func TestAge(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	var c serverClock
	c.reset(100_000, ms(40)) // a stamp 40 ms after our start
	for _, tt := range []struct {
		stamp uint32
		at    time.Duration
		want  time.Duration
	}{
		{101_000, ms(1040), 0},
		{101_000, ms(1043), ms(3)},
		{102_000, ms(5040), ms(3000)},
		{106_000, ms(6035), 0},     // faster than all before: the new minimum offset
		{107_000, ms(7040), ms(5)}, // which makes the others late
	} {
		if _, got := c.read(tt.stamp, tt.at); got != tt.want {
			t.Errorf("stamp %d read at %v: age %v, want %v", tt.stamp, tt.at, got, tt.want)
		}
	}
}

// An event that looks old waits for the server's time. Here the server's clock has lost ten
// seconds over a weekend, as on another machine: the press is new and must not count as late.
func TestAnOldLookingEventIsMeasured(t *testing.T) {
	const weekend = 60 * time.Hour
	var s stamper
	s.serverTime(1000, 0, 0)
	at := weekend
	press := uint32(1000) + uint32((weekend-10*time.Second)/time.Millisecond)

	ready, ask := s.key(true, press, at, at)
	if len(ready) != 0 || !ask {
		t.Fatalf("press: got %v, ask %v, want it held back and the server asked", ready, ask)
	}
	ready, ask = s.key(false, press+80, at+80*time.Millisecond, at+80*time.Millisecond)
	if len(ready) != 0 || ask {
		t.Fatalf("release: got %v, ask %v, want it queued behind the press and no second request", ready, ask)
	}
	ready = s.serverTime(press+82, at+82*time.Millisecond, at+82*time.Millisecond)
	var got []time.Duration
	for _, e := range ready {
		got = append(got, e.Age)
	}
	if want := []time.Duration{82 * time.Millisecond, 2 * time.Millisecond}; !slices.Equal(got, want) {
		t.Fatalf("got ages %v, want %v", got, want)
	}
	if !ready[0].Down || ready[1].Down || ready[1].Time-ready[0].Time != 80*time.Millisecond {
		t.Errorf("got %v, want a down and an up 80ms apart, in this order", ready)
	}
	if ready, ask := s.key(true, press+5000, at+5*time.Second, at+5*time.Second); len(ready) != 1 || ask || ready[0].Age != 0 {
		t.Errorf("next press: got %v, ask %v, want it at once, with age 0", ready, ask)
	}
}

// A press is old if the process did not read for a minute.
func TestAStalePressIsOld(t *testing.T) {
	var s stamper
	s.serverTime(1000, 0, 0)
	if ready, ask := s.key(true, 2000, time.Minute, time.Minute); len(ready) != 0 || !ask {
		t.Fatalf("got %v, ask %v, want it held back and the server asked", ready, ask)
	}
	ready := s.serverTime(61_000, time.Minute, time.Minute)
	if len(ready) != 1 || ready[0].Age != 59*time.Second {
		t.Errorf("got %v, want one press of age 59s", ready)
	}
}

// The server's clock and ours stop while the machine sleeps. A press that was made before the
// sleep and is read after it is as old as the sleep. A press made after it is new.
func TestAPressFromBeforeASleepIsOld(t *testing.T) {
	const night = 8 * time.Hour
	for _, tt := range []struct {
		name    string
		noticed bool          // the end of the sleep was noticed, after 2 ms
		press   time.Duration // in server time, which started with ours; the sleep is at 10 s
		read    time.Duration // when it is read
		want    time.Duration
	}{
		{"pressed before it, read right after it", true, 10 * time.Second, 10*time.Second + 5*time.Millisecond, night + 5*time.Millisecond},
		{"the same, and nobody noticed the end", false, 10 * time.Second, 10*time.Second + 5*time.Millisecond, night + 5*time.Millisecond},
		{"pressed before it, read much later", true, 10 * time.Second, 15 * time.Second, night + 5*time.Second},
		{"pressed after it", true, 11 * time.Second, 11*time.Second + 5*time.Millisecond, 5 * time.Millisecond},
		{"pressed after it, read late", true, 11 * time.Second, 12 * time.Second, time.Second},
	} {
		var s stamper
		s.serverTime(0, 0, 0)
		if tt.noticed {
			s.sleeps.update(10*time.Second+2*time.Millisecond, night+10*time.Second+2*time.Millisecond)
		}
		ready, ask := s.key(true, uint32(tt.press/time.Millisecond), tt.read, night+tt.read)
		if ask {
			ready = s.serverTime(uint32(tt.read/time.Millisecond), tt.read, night+tt.read)
		}
		if len(ready) != 1 || ready[0].Age != tt.want {
			t.Errorf("%s: got %v, want one press of age %v", tt.name, ready, tt.want)
		}
		// The next press is new in any case.
		next := tt.read + time.Hour
		if ready, ask := s.key(true, uint32(next/time.Millisecond), next, night+next); ask || len(ready) != 1 || ready[0].Age != 0 {
			t.Errorf("%s, an hour later: got %v, ask %v, want a new press", tt.name, ready, ask)
		}
	}
}

// The small difference between two clock readings is not sleep.
func TestClocksReadOneAfterTheOther(t *testing.T) {
	var s sleeps
	for at := time.Duration(0); at < time.Minute; at += time.Second {
		s.update(at, at+at%(99*time.Millisecond))
		if got := s.since(at); got != 0 {
			t.Fatalf("after %v: slept %v, want nothing", at, got)
		}
	}
}

func FuzzServerClock(f *testing.F) {
	f.Add(uint32(0), uint32(10), int64(time.Second), int64(time.Second))
	f.Add(uint32(math.MaxUint32), uint32(0), int64(0), int64(time.Millisecond))
	f.Add(uint32(7), uint32(6), int64(0), int64(300*day))
	f.Fuzz(func(t *testing.T, first, second uint32, at, gap int64) {
		// Our clock starts at zero and never goes back; 100 years are enough.
		const most = int64(100 * 365 * day)
		if at < 0 || gap < 0 || at > most || gap > most {
			t.Skip()
		}
		var c serverClock
		a, _ := c.read(first, time.Duration(at))
		b, age := c.read(second, time.Duration(at+gap))
		if age < 0 {
			t.Errorf("age %v, want none below 0", age)
		}
		if got := uint32((b - a) / time.Millisecond); got != second-first {
			t.Errorf("step %d ms, want %d in 32 bits", got, second-first)
		}
		if off := (b - a) - time.Duration(gap); off > 25*day || off < -25*day {
			t.Errorf("step %v after %v of our own clock", b-a, time.Duration(gap))
		}
	})
}

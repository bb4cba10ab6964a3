package channel

import (
	"math"
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	const s = int64(time.Second)
	now := Stamp{Wall: 1_000_000 * s, Boot: 5_000 * s}
	for _, tc := range []struct {
		name  string
		stamp Stamp
		want  time.Duration
	}{
		{"now", now, 0},
		{"both clocks agree", Stamp{now.Wall - 2*s, now.Boot - 2*s}, 2 * time.Second},
		{"the wall clock was set back", Stamp{now.Wall + 3600*s, now.Boot - 4*s}, 4 * time.Second},
		{"the wall clock was set on", Stamp{now.Wall - 3600*s, now.Boot - 1*s}, time.Hour},
		{"no boot clock", Stamp{now.Wall - 3*s, 0}, 3 * time.Second},
		{"from the future", Stamp{now.Wall + s, now.Boot + s}, 0},
		{"before a restart of the machine", Stamp{now.Wall - 60*s, now.Boot + 9*s}, time.Minute},
		{"none", Stamp{}, math.MaxInt64},
		{"no wall clock", Stamp{0, now.Boot}, math.MaxInt64},
		{"rubbish", Stamp{math.MinInt64, math.MinInt64}, math.MaxInt64},
		{"a boot time before the boot", Stamp{now.Wall, -1}, math.MaxInt64},
		{"far future", Stamp{math.MaxInt64, math.MaxInt64}, 0},
	} {
		if got := tc.stamp.age(now); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
	if got := (Stamp{now.Wall - s, now.Boot}).age(Stamp{Wall: now.Wall}); got != time.Second {
		t.Errorf("read without a boot clock: got %v, want 1s", got)
	}
}

func TestBefore(t *testing.T) {
	const s = int64(time.Second)
	now := Stamp{Wall: 1_000_000 * s, Boot: 5 * s}
	for _, tc := range []struct {
		of   Stamp
		ago  time.Duration
		want Stamp
	}{
		{now, 2 * time.Second, Stamp{now.Wall - 2*s, 3 * s}},
		{now, 0, now},
		{Stamp{Wall: now.Wall}, time.Second, Stamp{Wall: now.Wall - s}}, // no boot clock
		{now, time.Minute, Stamp{now.Wall - 60*s, 1}},                   // by the wall clock before the boot
	} {
		if got := tc.of.before(tc.ago); got != tc.want {
			t.Errorf("%v before %+v: got %+v, want %+v", tc.ago, tc.of, got, tc.want)
		}
	}
}

func TestNow(t *testing.T) {
	a := Now()
	if a.Wall <= 0 || a.Boot <= 0 {
		t.Errorf("got %+v, want both clocks", a)
	}
	if b := Now(); b.Boot < a.Boot {
		t.Errorf("the boot clock went back from %d to %d", a.Boot, b.Boot)
	}
	if age := a.Age(); age < 0 || age == math.MaxInt64 {
		t.Errorf("age: got %v", age)
	}
}

package hold

import (
	"fmt"
	"testing"
	"time"
)

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		rules               Rules
		toggled, notToggled time.Duration
	}{
		{Rules{}, 1200 * ms, 700 * ms},
		{Rules{Gap: 1}, 700 * ms, 700 * ms},
		{Rules{Gap: -1}, 700 * ms, 700 * ms},
		{Rules{Gap: 2 * time.Second}, 2 * time.Second, 700 * ms},
		{Rules{Gap: time.Hour}, 5 * time.Second, 700 * ms},
		{Rules{DoubleClick: 900 * ms}, 1200 * ms, 900 * ms},
		{Rules{Gap: 700 * ms, DoubleClick: 900 * ms}, 900 * ms, 900 * ms},
		{Rules{Gap: 700 * ms, DoubleClick: -1}, 700 * ms, 700 * ms},
		{Rules{DoubleClick: time.Hour}, 5 * time.Second, 5 * time.Second},
	} {
		for result, want := range map[Result]time.Duration{Toggled: tt.toggled, Unknown: tt.toggled, NotToggled: tt.notToggled} {
			if got := tt.rules.gapAfter(result, true); got != want {
				t.Errorf("%+v: got a gap of %v after %s, want %v", tt.rules, got, result, want)
			}
		}
		// A packet may wait in the system for 3 s, where nothing was answered.
		if got, want := tt.rules.gapAfter(Unknown, false), max(tt.toggled, 4*time.Second); got != want {
			t.Errorf("%+v: got a gap of %v after unknown without an answer, want %v", tt.rules, got, want)
		}
	}
}

// Each step is a press made at at and read late by age, or the outcome of the
// last press that was taken.
func TestGate(t *testing.T) {
	type step struct {
		at, age time.Duration
		over    Result // an outcome comes instead of a press
		want    string
	}
	press := func(at time.Duration, want string) step { return step{at: at, want: want} }
	read := func(at, age time.Duration, want string) step { return step{at: at, age: age, want: want} }
	over := func(at time.Duration, r Result) step { return step{at: at, over: r} }
	const (
		take     = "take"
		inFlight = "ignored in_flight, soft"
		loud     = "ignored in_flight"
		soft     = "ignored too_soon, soft"
		tooSoon  = "ignored too_soon"
		late     = "not_toggled late"
	)
	for _, tt := range []struct {
		name  string
		rules Rules
		steps []step
	}{
		{"two presses", Rules{}, []step{press(0, take), over(100*ms, Toggled), press(1300*ms, take)}},
		{"the gap counts from the outcome, not the press", Rules{}, []step{press(0, take), over(4000*ms, Toggled), press(5199*ms, tooSoon), press(5900*ms, take)}},
		{"after unknown the gap is whole", Rules{}, []step{press(0, take), over(100*ms, Unknown), press(1299*ms, tooSoon)}},
		{"after not toggled it is short", Rules{}, []step{press(0, take), over(10*ms, NotToggled), press(709*ms, tooSoon), press(1409*ms, take)}},
		{"and open again at its end", Rules{}, []step{press(0, take), over(10*ms, NotToggled), press(710*ms, take)}},
		{"but a double click stays one press", Rules{DoubleClick: 900 * ms}, []step{press(0, take), over(10*ms, NotToggled), press(850*ms, soft)}},
		{"a dropped press moves the end", Rules{}, []step{press(0, take), over(100*ms, Toggled), press(1000*ms, tooSoon), press(1699*ms, tooSoon), press(2398*ms, tooSoon), press(3098*ms, take)}},
		{"but never brings it nearer", Rules{Gap: 5 * time.Second}, []step{press(0, take), over(0, Toggled), press(1000*ms, tooSoon), press(4000*ms, tooSoon), press(4999*ms, tooSoon), press(5699*ms, take)}},
		{"a double click is said softly", Rules{}, []step{press(0, take), over(100*ms, Toggled), press(500*ms, soft), press(1001*ms, tooSoon)}},
		{"while one is in flight", Rules{}, []step{press(0, take), press(2000*ms, inFlight), press(2900*ms, inFlight), over(3000*ms, Toggled), press(3700*ms, tooSoon)}},
		{"made while one was in flight, read after it", Rules{}, []step{press(0, take), over(1000*ms, Toggled), read(900*ms, 300*ms, loud), read(1100*ms, 300*ms, soft)}},
		{"the same, within a double click", Rules{}, []step{press(0, take), over(1000*ms, Toggled), read(300*ms, 800*ms, inFlight)}},
		{"made before the press that was taken", Rules{}, []step{press(1000*ms, take), over(1100*ms, Toggled), read(900*ms, 300*ms, soft)}},
		{"made in the gap, read after its end", Rules{}, []step{press(0, take), over(100*ms, Toggled), read(1200*ms, 1000*ms, tooSoon)}},
		{"3 s old is not late", Rules{}, []step{read(0, 3000*ms, take)}},
		{"older is", Rules{}, []step{read(0, 3001*ms, late)}},
		{"a late press starts a gap", Rules{}, []step{read(0, 3001*ms, late), press(3700*ms, tooSoon), press(4400*ms, take)}},
		{"many late ones are one not toggled", Rules{}, []step{read(0, 4000*ms, late), read(33*ms, 3967*ms, soft), read(66*ms, 3934*ms, soft)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var g gate
			zero := time.Now()
			busy := false
			for _, s := range tt.steps {
				if s.over != "" {
					g.finish(zero.Add(s.at), s.over, true, tt.rules)
					busy = false
					continue
				}
				v := g.judge(zero.Add(s.at+s.age), s.age, tt.rules, busy)
				got := fmt.Sprintf("%s %s", v.result, v.reason)
				if v.soft {
					got += ", soft"
				}
				if v.result == "" {
					got, busy = take, true
				}
				if got != s.want {
					t.Errorf("press at %v: got %s, want %s", s.at, got, s.want)
				}
			}
		})
	}
}

// A press that is refused counts from when it was made.
func TestGateRefuses(t *testing.T) {
	var g gate
	now := time.Now()
	g.refuse(now, 300*ms)
	if made, left := now.Sub(g.pressed), g.end.Sub(now); made != 300*ms || left != MinGap-300*ms {
		t.Errorf("pressed %v ago, and %v left of the gap", made, left)
	}
}

func TestGateResumes(t *testing.T) {
	at := time.Unix(1e9, 0)
	for _, tt := range []struct {
		name string
		mark Mark
		age  time.Duration
		want time.Duration // the gap that is left
	}{
		{"no mark", Mark{}, 0, 0},
		{"the gap goes on", Mark{At: at, Wait: 1200 * ms}, 200 * ms, 1000 * ms},
		{"the gap is over", Mark{At: at, Wait: 1200 * ms}, time.Hour, 0},
		{"a process that may have died just now", Mark{InFlight: true, At: at, Wait: 1200 * ms}, 8 * time.Second, UnansweredGap},
		{"one whose request may be under way still", Mark{InFlight: true, At: at, Wait: 1200 * ms}, longestPress - 1, UnansweredGap},
		{"one whose request is over", Mark{InFlight: true, At: at, Wait: 1200 * ms}, longestPress, 0},
		{"one that died long ago", Mark{InFlight: true, At: at, Wait: 1200 * ms}, time.Hour, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var g gate
			now := time.Now()
			g.resume(now, tt.mark, tt.age, tt.age, Rules{})
			if got := max(g.end.Sub(now), 0); got != tt.want {
				t.Errorf("got %v left of the gap, want %v", got, tt.want)
			}
			// Made before the start, and read now: nothing was in flight here.
			if v := g.judge(now, time.Second, Rules{}, false); tt.want > 0 && v.reason != TooSoon {
				t.Errorf("a press within the gap: got %s %s, want too soon", v.result, v.reason)
			}
		})
	}
}

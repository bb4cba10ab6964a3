package hold

import (
	"fmt"
	"testing"
	"time"
)

const ms = time.Millisecond

// The traces below are generated after shapes that were measured: X.Org's
// server repeats a key as a release and a press with one time, the first repeat
// 660 ms after the press; Windows (golang.design/x/hotkey) repeats the press
// alone and polls the release a hundred times a second.

func down(at time.Duration) KeyEvent { return KeyEvent{Down: true, Time: at} }
func up(at time.Duration) KeyEvent   { return KeyEvent{Down: false, Time: at} }

// x11Held is a key held from at on, with perSecond repeats (0: repeat is off).
func x11Held(at, hold time.Duration, perSecond int, pressFirst bool) []KeyEvent {
	trace := []KeyEvent{down(at)}
	if perSecond > 0 {
		for t := 660 * ms; t < hold; t += time.Second / time.Duration(perSecond) {
			// The server's clock has milliseconds.
			t := (at + t).Truncate(ms)
			if pressFirst {
				trace = append(trace, down(t), up(t))
			} else {
				trace = append(trace, up(t), down(t))
			}
		}
	}
	return append(trace, up(at+hold))
}

// windowsHeld is the same on Windows.
func windowsHeld(at, hold time.Duration, perSecond int) []KeyEvent {
	trace := []KeyEvent{down(at)}
	for t := 500 * ms; t < hold; t += time.Second / time.Duration(perSecond) {
		trace = append(trace, down(at+t))
	}
	return append(trace, up((at + hold + 10*ms).Truncate(10*ms)))
}

// taps is a key tapped n times, every so often, down for as long as hold.
func taps(at time.Duration, n int, every, hold time.Duration) []KeyEvent {
	var trace []KeyEvent
	for i := range n {
		t := at + time.Duration(i)*every
		trace = append(trace, down(t), up(t+hold))
	}
	return trace
}

func join(traces ...[]KeyEvent) (all []KeyEvent) {
	for _, t := range traces {
		all = append(all, t...)
	}
	return all
}

func presses(k *Key, trace []KeyEvent) (at []time.Duration) {
	for _, e := range trace {
		if k.Event(e) {
			at = append(at, e.Time)
		}
	}
	return at
}

func wantPresses(t *testing.T, k *Key, trace []KeyEvent, want ...time.Duration) {
	t.Helper()
	if got := presses(k, trace); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got presses at %v, want %v", got, want)
	}
}

func TestKeyHeldFourSecondsIsOnePress(t *testing.T) {
	const start = 7 * time.Second
	// The next real press must count, whatever came before it.
	next := start + 4*time.Second + 300*ms
	for _, perSecond := range []int{0, 3, 25, 33, 60} {
		for _, pressFirst := range []bool{false, true} {
			t.Run(fmt.Sprintf("X11 %d a second, press first %v", perSecond, pressFirst), func(t *testing.T) {
				wantPresses(t, &Key{}, join(
					x11Held(start, 4*time.Second, perSecond, pressFirst),
					x11Held(next, 50*ms, perSecond, pressFirst),
				), start, next)
			})
		}
		if perSecond == 0 {
			continue
		}
		t.Run(fmt.Sprintf("Windows %d a second", perSecond), func(t *testing.T) {
			wantPresses(t, &Key{Polled: true}, join(
				windowsHeld(start, 4*time.Second, perSecond),
				windowsHeld(next, 50*ms, perSecond),
			), start, next)
		})
	}
}

func TestKey(t *testing.T) {
	for _, tt := range []struct {
		name  string
		key   Key
		held  bool
		trace []KeyEvent
		want  []time.Duration
	}{
		{name: "two taps", trace: []KeyEvent{down(0), up(80 * ms), down(400 * ms), up(480 * ms)}, want: []time.Duration{0, 400 * ms}},
		{
			name:  "a tap by a tool, down and up in one millisecond, is down and up",
			trace: []KeyEvent{down(5 * ms), up(5 * ms), down(205 * ms), up(205 * ms)},
			want:  []time.Duration{5 * ms, 205 * ms},
		},
		{
			name:  "bounce while the key goes down and comes up",
			trace: []KeyEvent{down(0), up(4 * ms), down(7 * ms), up(150 * ms), down(155 * ms), up(158 * ms)},
			want:  []time.Duration{0},
		},
		{
			name:  "a press 100 ms after the release is the same, 101 ms after it another",
			trace: []KeyEvent{down(0), up(50 * ms), down(150 * ms), up(200 * ms), down(301 * ms), up(350 * ms)},
			want:  []time.Duration{0, 301 * ms},
		},
		{
			name:  "a bounce in one millisecond leaves the key up",
			trace: []KeyEvent{down(0), up(60 * ms), down(90 * ms), up(90 * ms), down(1000 * ms), up(1050 * ms)},
			want:  []time.Duration{0, 1000 * ms},
		},
		{
			name: "the halves of a repeat have different times on a remote server",
			trace: []KeyEvent{
				down(0), up(660 * ms), down(661 * ms), up(693 * ms), down(740 * ms), up(780 * ms), down(800 * ms), up(900 * ms),
			},
			want: []time.Duration{0},
		},
		{
			name:  "12 taps in half a second",
			trace: taps(0, 12, 42*ms, 20*ms),
			want:  []time.Duration{0},
		},
		{
			name:  "a release after a repeat's two halves is real, in the same millisecond too",
			trace: []KeyEvent{down(0), up(660 * ms), down(660 * ms), up(660 * ms), down(900 * ms)},
			want:  []time.Duration{0, 900 * ms},
		},
		{
			name:  "the same with the press first",
			trace: []KeyEvent{down(0), down(660 * ms), up(660 * ms), up(660 * ms), down(900 * ms)},
			want:  []time.Duration{0, 900 * ms},
		},
		{
			name:  "two repeats of one millisecond, press first, leave the key down",
			trace: []KeyEvent{down(0), down(660 * ms), up(660 * ms), down(660 * ms), up(660 * ms), down(993 * ms), up(993 * ms), up(1200 * ms)},
			want:  []time.Duration{0},
		},
		{
			name:  "the release was lost: the next press counts after 2.5 s",
			trace: []KeyEvent{down(0), down(2500 * ms), up(2550 * ms)},
			want:  []time.Duration{0, 2500 * ms},
		},
		{
			name:  "the release was lost: before 2.5 s it may still be held",
			trace: []KeyEvent{down(0), down(2499 * ms), up(2550 * ms), down(2700 * ms)},
			want:  []time.Duration{0, 2700 * ms},
		},
		{
			name:  "the release was lost after repeats: 2.5 s count from the last of them",
			trace: []KeyEvent{down(0), up(660 * ms), down(660 * ms), up(1000 * ms), down(1000 * ms), down(3400 * ms), down(6000 * ms)},
			want:  []time.Duration{0, 6000 * ms},
		},
		{
			name:  "a repeat after a long silence is a repeat when its release comes first",
			trace: []KeyEvent{down(0), up(3 * time.Second), down(3 * time.Second), up(3100 * ms)},
			want:  []time.Duration{0},
		},
		{
			name: "where the release is polled, silence means held",
			key:  Key{Polled: true}, trace: []KeyEvent{down(0), down(9 * time.Second), up(10 * time.Second), down(11 * time.Second)},
			want: []time.Duration{0, 11 * time.Second},
		},
		{
			name: "a polled release is real, even at a repeat's very time",
			key:  Key{Polled: true}, trace: []KeyEvent{down(0), down(500 * ms), up(500 * ms), down(900 * ms)},
			want: []time.Duration{0, 900 * ms},
		},
		{
			name:  "the grab was made while the chord was down",
			trace: []KeyEvent{up(10 * ms), down(10 * ms), up(43 * ms), down(43 * ms), up(500 * ms), down(800 * ms)},
			want:  []time.Duration{800 * ms},
		},
		{
			name: "the grab was made while the chord was down, and that is known",
			held: true, trace: []KeyEvent{up(10 * ms), down(10 * ms), up(500 * ms), down(800 * ms)},
			want: []time.Duration{800 * ms},
		},
		{
			name: "the same with the press first",
			held: true, trace: []KeyEvent{down(10 * ms), up(10 * ms), down(343 * ms), up(343 * ms), up(500 * ms), down(800 * ms)},
			want: []time.Duration{800 * ms},
		},
		{
			name: "held when it was registered, and its release was not delivered: before 2.5 s it may still be held",
			held: true, trace: []KeyEvent{down(2499 * ms), up(2550 * ms), down(2800 * ms)},
			want: []time.Duration{2800 * ms},
		},
		{
			name: "held when it was registered, and its release was not delivered: after 2.5 s a press counts",
			held: true, trace: []KeyEvent{down(2500 * ms), up(2550 * ms)},
			want: []time.Duration{2500 * ms},
		},
		{
			name: "held when it was registered, on Windows",
			key:  Key{Polled: true}, held: true, trace: join(windowsHeld(0, time.Second, 30), windowsHeld(2*time.Second, 50*ms, 30)),
			want: []time.Duration{2 * time.Second},
		},
		{
			name:  "the server restarted while the key was up",
			trace: []KeyEvent{down(time.Hour), up(time.Hour + 50*ms), down(1000 * ms), up(1050 * ms), down(1300 * ms)},
			want:  []time.Duration{time.Hour, 1000 * ms, 1300 * ms},
		},
		{
			name:  "the server restarted while the key was down: one press lost, none doubled",
			trace: []KeyEvent{down(time.Hour), down(1000 * ms), up(1050 * ms), down(1300 * ms)},
			want:  []time.Duration{time.Hour, 1300 * ms},
		},
		{
			name:  "the server restarted, and that release was lost too",
			trace: []KeyEvent{down(time.Hour), down(1000 * ms), down(3500 * ms)},
			want:  []time.Duration{time.Hour, 3500 * ms},
		},
		{
			name:  "a release of the old clock is no bounce on the new one",
			trace: []KeyEvent{down(0), up(5000 * ms), down(50 * ms), down(5050 * ms)},
			want:  []time.Duration{0, 50 * ms, 5050 * ms},
		},
		{
			name:  "two events 100 ms out of order are a bounce still",
			trace: []KeyEvent{down(0), up(200 * ms), down(100 * ms), up(195 * ms)},
			want:  []time.Duration{0},
		},
		{
			name: "held when it was registered, where the release is polled: silence means held",
			key:  Key{Polled: true}, held: true, trace: []KeyEvent{down(9 * time.Second), up(10 * time.Second), down(11 * time.Second)},
			want: []time.Duration{11 * time.Second},
		},
		{
			name:  "two events a little out of order are a bounce",
			trace: []KeyEvent{down(0), up(200 * ms), down(190 * ms), up(195 * ms)},
			want:  []time.Duration{0},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := tt.key
			if tt.held {
				k.Held(0)
			}
			wantPresses(t, &k, tt.trace, tt.want...)
		})
	}
}

// A chord that is registered again while it is down is held, even where its last
// event is long past.
func TestKeyHeldAgain(t *testing.T) {
	var k Key
	wantPresses(t, &k, taps(0, 1, 0, 50*ms), 0)
	k.Held(59 * time.Second)
	wantPresses(t, &k, []KeyEvent{down(time.Minute), up(time.Minute), up(time.Minute + 400*ms), down(2 * time.Minute)}, 2*time.Minute)
}

// FuzzKey reads two bytes an event: the direction, and how long after the one
// before it came: up to 255 ms or up to 4 s, or so much before it (another clock).
func FuzzKey(f *testing.F) {
	encode := func(trace []KeyEvent) (b []byte) {
		var last time.Duration
		for _, e := range trace {
			step, dir := (e.Time-last)/ms, byte(0)
			last = e.Time
			if e.Down {
				dir = 1
			}
			if step < 64 {
				b = append(b, dir, byte(step))
			} else {
				b = append(b, dir|2, byte(step/16))
			}
		}
		return b
	}
	f.Add(encode(x11Held(0, 2*time.Second, 33, false)), false, false)
	f.Add(encode(x11Held(0, 2*time.Second, 3, true)), false, false)
	f.Add(encode(windowsHeld(0, 2*time.Second, 30)), true, true)
	f.Add(encode(taps(0, 12, 42*ms, 20*ms)), false, true)
	f.Fuzz(func(t *testing.T, b []byte, polled, held bool) {
		k := Key{Polled: polled}
		if held {
			k.Held(0)
		}
		var now, pressed, released time.Duration
		var anyPress, anyUp, upSince bool // on the present clock
		downs, total := 0, 0
		for ; len(b) >= 2; b = b[2:] {
			step := time.Duration(b[1]) * ms
			if b[0]&2 != 0 {
				step *= 16
			}
			if b[0]&4 != 0 {
				step = -step
				anyPress, anyUp, upSince = false, false, false
			}
			now += step
			got := k.Event(KeyEvent{Down: b[0]&1 != 0, Time: now})
			if b[0]&1 == 0 {
				if got {
					t.Fatal("a release was a press")
				}
				released, anyUp, upSince = now, true, true
				continue
			}
			downs++
			if !got {
				continue
			}
			total++
			if anyUp && now-released <= bounce {
				t.Fatalf("a press %v after a release", now-released)
			}
			if anyPress && !upSince && (polled || now-pressed < lostAfter) {
				t.Fatalf("two presses %v apart without a release", now-pressed)
			}
			if anyPress && now-pressed <= bounce {
				t.Fatalf("two presses %v apart", now-pressed)
			}
			pressed, anyPress, upSince = now, true, false
		}
		if total > downs {
			t.Fatalf("got %d presses of %d events", total, downs)
		}
		// Whatever came before, a real press after a real release counts.
		k.Event(KeyEvent{Time: now + 3*time.Second})
		if !k.Event(KeyEvent{Down: true, Time: now + 6*time.Second}) {
			t.Fatal("a real press was swallowed")
		}
	})
}

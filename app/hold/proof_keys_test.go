package hold

import (
	"math/rand/v2"
	"time"
)

// drawTrace draws what the hotkey sends while it is pushed down once: its
// repeats, and the bounces of a worn key. With lost, the release never comes.
func drawTrace(r *rand.Rand, polled bool) (trace []KeyEvent, lost bool) {
	long := 30*ms + upTo(r, 300*ms)
	if oneIn(r, 6) {
		long = upTo(r, 6*time.Second)
	}
	long = long.Round(ms)
	if polled {
		trace = windowsHeld(0, long, 3+r.IntN(58))
	} else {
		trace = x11Held(0, long, []int{0, 3, 25, 33, 60}[r.IntN(5)], oneIn(r, 2))
	}
	end := trace[len(trace)-1].Time
	switch r.IntN(8) {
	case 0:
		trace = join(trace[:1], []KeyEvent{up(3 * ms), down(9 * ms)}, trace[1:])
	case 1:
		trace = append(trace, down(end+20*ms), up(end+35*ms))
	case 2:
		if !polled {
			return trace[:len(trace)-1], true
		}
	}
	return trace, false
}

// pressHotkey pushes the hotkey down once. Its events are read in lumps, as a
// busy program reads them.
func (w *world) pressHotkey() *strike {
	time.Sleep(time.Until(w.keyNew))
	trace, lost := drawTrace(w.r, w.polled)
	begun, m := time.Now(), w.now()
	clock := begun.Sub(time.Unix(0, 0)).Truncate(ms)
	last := trace[len(trace)-1].Time
	w.keyUp, w.keyNew = begun.Add(last), begun.Add(last+150*ms)
	if lost {
		w.keyNew = begun.Add(last + lostAfter)
	}
	s, first, presses := &strike{pushes: 1}, w.process, 0
	if !w.calm && oneIn(w.r, 20) {
		w.pause(upTo(w.r, 4*time.Second))
	}
	for len(trace) > 0 {
		for len(trace) > 0 && trace[0].Time <= time.Since(begun) {
			e := trace[0]
			trace = trace[1:]
			if w.process.gone() || begun.Add(e.Time).Before(w.process.begun) {
				continue // nobody was there for it
			}
			if w.process.key.Event(KeyEvent{Down: e.Down, Time: clock + e.Time}) {
				presses++
				w.bring(s, Hotkey, m)
			}
		}
		if len(trace) > 0 {
			w.pause(max(trace[0].Time-time.Since(begun), upTo(w.r, 100*ms)))
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if presses > 1 || presses == 0 && w.process == first && !first.dead {
		w.broken("a key that was pushed down once is %d presses", presses)
	}
	return s
}

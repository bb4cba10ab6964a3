package hotkey

import "time"

const (
	// lookEvery is how often a source without time stamps is looked at when nothing comes.
	lookEvery = 100 * time.Millisecond
	// standstill is how long without a look means that the process did not run: it was stopped, the machine slept, or
	// was too busy.
	standstill = 250 * time.Millisecond
	// drained is how long after a standstill nothing must come until its queue counts as empty. The library takes one
	// message each 10 ms out of the system's queue.
	drained = 200 * time.Millisecond
)

// looks tells how old an event without a time stamp can be: as old as the last
// look at the source that found nothing. After a standstill everything may have
// been made in its midst, until the queue has been quiet for a while; a press of
// long ago must not pass for one of now. The zero value has not looked yet.
type looks struct {
	last  time.Time // the latest look
	since time.Time // the latest look before the standstill; zero for none
	event time.Time // the latest event since then, or the standstill's end
}

// quiet is a look that found nothing.
func (l *looks) quiet(now time.Time) {
	l.at(now)
	if !l.since.IsZero() && elapsed(l.event, now) >= drained {
		l.since = time.Time{}
	}
}

// found is a look that found an event, and returns how old that is at most.
func (l *looks) found(now time.Time) (age time.Duration) {
	before := l.last
	l.at(now)
	if !l.since.IsZero() {
		l.event = now
		before = l.since
	}
	if before.IsZero() {
		return 0
	}
	return elapsed(before, now)
}

func (l *looks) at(now time.Time) {
	if l.since.IsZero() && !l.last.IsZero() && elapsed(l.last, now) >= standstill {
		l.since, l.event = l.last, now
	}
	l.last = now
}

// elapsed is the larger of what the wall clock and the monotonic clock say: some
// systems stop one of them while the machine sleeps.
func elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)), 0)
}

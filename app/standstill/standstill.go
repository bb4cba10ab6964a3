// Package standstill tells how old an event can be that comes without a time.
//
// While a process is stopped, or its machine sleeps, what the desktop has for it
// is queued. Without a time stamp a press from before cannot be told from one of
// now, and a late press must never fire.
package standstill

import "time"

const (
	// Every is how often a source without time stamps is looked at when nothing comes.
	Every = 100 * time.Millisecond
	// gap is how long without a look means that the process did not run: it was stopped, the machine slept, or
	// was too busy.
	gap = 250 * time.Millisecond
	// drained is how long after a standstill nothing must come until its queue counts as empty. The hotkey library on
	// Windows takes one message each 10 ms out of the system's queue.
	drained = 200 * time.Millisecond
)

// Looks bounds the age of a source's events: one is as old at most as the last
// look at the source that found nothing. After a standstill everything may have
// been made in its midst, until the source has been quiet for a while. The zero
// value has not looked yet. It is not safe for use by several goroutines.
type Looks struct {
	last  time.Time // the latest look
	since time.Time // the latest look before the standstill; zero for none
	event time.Time // the latest event since then, or the standstill's end
}

// Quiet is a look that found nothing. There is to be one each [Every].
func (l *Looks) Quiet(now time.Time) {
	l.at(now)
	if !l.since.IsZero() && elapsed(l.event, now) >= drained {
		l.since = time.Time{}
	}
}

// Found is a look that found an event, and returns how old that is at most: 0 before
// the first look, and never negative.
func (l *Looks) Found(now time.Time) (age time.Duration) {
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

func (l *Looks) at(now time.Time) {
	if l.since.IsZero() && !l.last.IsZero() && elapsed(l.last, now) >= gap {
		l.since, l.event = l.last, now
	}
	l.last = now
}

// elapsed is the larger of what the wall clock and the monotonic clock say: some
// systems stop one of them while the machine sleeps.
func elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)), 0)
}

// Package eventage bounds the age of events that have no time stamp, or only that of Windows.
//
// A standstill is a time in which the process did not run: it was stopped, the machine slept or was
// overloaded. Events of the desktop are queued meanwhile. Without a time stamp an old press looks
// like a new one, and a late press must never toggle.
//
// [Polled] is for a source that is polled all the time, and finds standstills by missing polls.
// [Drain] is for a source where the system reports a standstill afterwards, and needs no polling
// otherwise. In both, the caller reports each event (Found) and each poll without one (Quiet).
// [Sent] is for messages of another program, where the system knows at any moment whether more of them
// wait, and needs no polling at all.
package eventage

import "time"

const (
	// PollInterval is how often to poll a source without time stamps.
	PollInterval = 100 * time.Millisecond
	// maxGap is the longest time between two polls without a standstill.
	maxGap = 250 * time.Millisecond
	// drainTime is how long a source must be quiet after a standstill until its queue counts as empty.
	drainTime = 200 * time.Millisecond
)

// Polled bounds the age of a polled source's events: an event is no older than the last poll that
// found nothing. After a standstill it may be as old as the last poll before it, until the source has
// been quiet for a while. The zero value is ready for use, by one goroutine.
type Polled struct {
	last  time.Time // the latest poll
	since time.Time // the latest poll before the standstill; zero for none
	event time.Time // the latest event since then, or the end of the standstill
}

// Quiet records a poll that found nothing. Call it every [PollInterval].
func (l *Polled) Quiet(now time.Time) {
	l.poll(now)
	if !l.since.IsZero() && Elapsed(l.event, now) >= drainTime {
		l.since = time.Time{}
	}
}

// Found records an event and returns its maximum age, which is never negative. It is 0 before the
// first poll.
func (l *Polled) Found(now time.Time) (age time.Duration) {
	before := l.last
	l.poll(now)
	if !l.since.IsZero() {
		l.event = now
		before = l.since
	}
	if before.IsZero() {
		return 0
	}
	return Elapsed(before, now)
}

func (l *Polled) poll(now time.Time) {
	if l.since.IsZero() && !l.last.IsZero() && Elapsed(l.last, now) >= maxGap {
		l.since, l.event = l.last, now
	}
	l.last = now
}

// Elapsed returns the larger of the wall clock's and the monotonic clock's difference, and never less
// than 0: some systems stop one of them while the machine sleeps.
func Elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)), 0)
}

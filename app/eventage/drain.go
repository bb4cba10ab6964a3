package eventage

import "time"

// Drain bounds the age of a source's events where the system reports a standstill afterwards, so that
// no polling is needed at rest. After a standstill an event may be older than it, until the source has
// been quiet for a while. The zero value is ready for use, by one goroutine.
type Drain struct {
	last  time.Time // the latest call
	since time.Time // the latest call before the standstill; zero for none
	event time.Time // the latest event since then, or the end of the standstill
	found bool      // an event came since then
}

// Found records an event; stood says that there was a standstill since the previous call. It returns
// the event's maximum age, which is never negative, and 0 without a standstill. Again says that an
// earlier event waited during the same standstill.
func (d *Drain) Found(now time.Time, stood bool) (age time.Duration, again bool) {
	age = d.Age(now, stood)
	if d.since.IsZero() {
		return 0, false
	}
	again, d.found = d.found, true
	return age, again
}

// Age is the maximum age of an event of the same source that is not counted by Found.
func (d *Drain) Age(now time.Time, stood bool) time.Duration {
	d.update(now, stood)
	if d.since.IsZero() {
		return 0
	}
	d.event = now
	return Elapsed(d.since, now)
}

// Quiet records a poll that found nothing. After a standstill call it every [PollInterval], until it
// reports that all waiting events have been read.
func (d *Drain) Quiet(now time.Time, stood bool) (drained bool) {
	d.update(now, stood)
	return d.since.IsZero()
}

func (d *Drain) update(now time.Time, stood bool) {
	switch {
	case stood && d.since.IsZero() && !d.last.IsZero():
		d.since, d.event, d.found = d.last, now, false
	case stood:
		d.event = now
	case !d.since.IsZero() && Elapsed(d.event, now) >= drainTime:
		d.since = time.Time{}
	}
	d.last = now
}

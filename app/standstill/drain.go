package standstill

import "time"

// Drain bounds the age of a source's events where the system tells afterwards
// whether the process stood still, so that nobody has to look at rest. What comes
// after a standstill may be from before it, until the source has been quiet for a
// while. The zero value has not looked yet. It is not safe for use by several
// goroutines.
type Drain struct {
	last  time.Time // the latest look
	since time.Time // the latest look before the standstill; zero for none
	event time.Time // the latest event since then, or the standstill's end
	found bool      // an event came since then
}

// Found is a look at which an event came; stood says that the process stood still
// since the look before. It returns how old the event is at most: 0 where there was
// no standstill, and never negative. Again says that it is not the first of those
// that waited.
func (d *Drain) Found(now time.Time, stood bool) (age time.Duration, again bool) {
	d.look(now, stood)
	if d.since.IsZero() {
		return 0, false
	}
	again, d.found = d.found, true
	d.event = now
	return elapsed(d.since, now), again
}

// Quiet is a look at which nothing came. After a standstill there is to be one each
// [Every], until it reports that what waited has been read.
func (d *Drain) Quiet(now time.Time, stood bool) (over bool) {
	d.look(now, stood)
	return d.since.IsZero()
}

func (d *Drain) look(now time.Time, stood bool) {
	switch {
	case stood && d.since.IsZero() && !d.last.IsZero():
		d.since, d.event, d.found = d.last, now, false
	case stood:
		d.event = now
	case !d.since.IsZero() && elapsed(d.event, now) >= drained:
		d.since = time.Time{}
	}
	d.last = now
}

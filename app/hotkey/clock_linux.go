package hotkey

import "time"

// serverClock turns the X server's time stamps into a duration that does not
// wrap, and tells how old a stamp is. The stamps are milliseconds in 32 bits,
// counted from a moment that nobody tells, and wrap every 49.7 days.
//
// Both clocks stand still while the machine sleeps, so their difference is a
// constant plus the time an event was under way: the smallest difference seen
// belongs to the fastest event, and what an event has above it is its age, but for
// the sleep (sleeps).
type serverClock struct {
	known  bool
	last   time.Duration // the last stamp, unwrapped
	lastAt time.Duration // when it was read, on our own clock
	least  time.Duration // smallest (our time - server time) seen
}

// read unwraps a stamp read at the given time of our own clock and returns
// its age.
func (c *serverClock) read(ms uint32, at time.Duration) (t, age time.Duration) {
	t = c.unwrap(ms, at)
	c.last, c.lastAt = t, at
	if !c.known || at-t < c.least {
		c.least = at - t
	}
	c.known = true
	return t, at - t - c.least
}

// reset takes a stamp that is known to be fresh and forgets the differences
// seen before, which a server on another machine, whose clock runs a little
// faster or slower, makes wrong over the hours.
func (c *serverClock) reset(ms uint32, at time.Duration) (t time.Duration) {
	t, _ = c.read(ms, at)
	c.least = at - t
	return t
}

// unwrap picks, of all the times that a stamp may stand for, the one nearest
// to what our own clock expects, so that weeks without a stamp do no harm.
func (c *serverClock) unwrap(ms uint32, at time.Duration) time.Duration {
	if !c.known {
		return time.Duration(ms) * time.Millisecond
	}
	expected := int64((c.last + at - c.lastAt) / time.Millisecond)
	ahead := int32(ms - uint32(expected))
	return time.Duration(expected+int64(ahead)) * time.Millisecond
}

// napped is how much more the clock that goes on while the machine sleeps must have
// gone for a sleep: the two are not read at one moment.
const napped = 100 * time.Millisecond

// sleeps notes when the machine slept, for what was pressed before and is read after.
type sleeps struct {
	total time.Duration // of all sleep since the start
	last  time.Duration // how long the latest took
	woke  time.Duration // when its end was noticed, on our own clock
}

// look takes our own clock and the one that does not stop, both since the start.
func (s *sleeps) look(at, boot time.Duration) {
	if total := boot - at; total-s.total >= napped {
		s.last, s.total, s.woke = total-s.total, total, at
	}
}

// since is how long the machine has slept since that time of our own clock.
func (s *sleeps) since(made time.Duration) time.Duration {
	if made > s.woke {
		return 0
	}
	return s.last
}

// doubtful is the age from which an event's age is measured instead of
// estimated. An event on the way for so long is rare enough that one more
// message to the server costs nothing.
const doubtful = 100 * time.Millisecond

// stamps gives events their times and ages. An event that looks old is kept
// back until the server has said what time it is, since a wrong age would drop
// a good press or let a stale one through.
type stamps struct {
	clock  serverClock
	sleeps sleeps
	kept   []Event
}

// key takes a key event that was read at that time of our own clock and of the one
// that does not stop. It returns the events that are ready to be handed over, and
// whether the server must be asked for its time.
func (s *stamps) key(down bool, ms uint32, at, boot time.Duration) (ready []Event, ask bool) {
	s.sleeps.look(at, boot)
	t, age := s.clock.read(ms, at)
	e := Event{Down: down, Time: t, Age: age + s.sleeps.since(at-age)}
	if len(s.kept) == 0 && age < doubtful {
		return []Event{e}, false
	}
	s.kept = append(s.kept, e)
	return nil, len(s.kept) == 1
}

// now takes the server's answer and returns the events kept back for it.
func (s *stamps) now(ms uint32, at, boot time.Duration) []Event {
	s.sleeps.look(at, boot)
	t := s.clock.reset(ms, at)
	ready := s.kept
	s.kept = nil
	for i := range ready {
		age := max(0, t-ready[i].Time)
		ready[i].Age = age + s.sleeps.since(at-age)
	}
	return ready
}

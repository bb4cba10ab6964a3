package x11

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

// serverClock unwraps the X server's time stamps and estimates their age. The stamps are
// 32-bit milliseconds with an unknown start and wrap every 49.7 days.
//
// Both clocks stop while the machine sleeps, so (our time - server time) is a constant plus
// the time that the event was on its way. The smallest difference seen belongs to the fastest
// event; what an event has above it is its age. Sleep is added separately (sleeps).
type serverClock struct {
	known     bool
	last      time.Duration // the last stamp, unwrapped
	lastAt    time.Duration // when it was read, on our clock
	minOffset time.Duration // smallest (our time - server time) seen
}

// read unwraps a stamp that was read at that time of our clock, and returns its age.
func (c *serverClock) read(ms uint32, at time.Duration) (t, age time.Duration) {
	t = c.unwrap(ms, at)
	c.last, c.lastAt = t, at
	if !c.known || at-t < c.minOffset {
		c.minOffset = at - t
	}
	c.known = true
	return t, at - t - c.minOffset
}

// reset takes a stamp that is known to be fresh and drops the earlier offsets. The clock of
// a server on another machine runs a little faster or slower, so offsets drift over hours.
func (c *serverClock) reset(ms uint32, at time.Duration) (t time.Duration) {
	t, _ = c.read(ms, at)
	c.minOffset = at - t
	return t
}

// unwrap picks, of all times that a stamp can mean, the one nearest to what our clock
// expects, so that weeks without a stamp do no harm.
func (c *serverClock) unwrap(ms uint32, at time.Duration) time.Duration {
	if !c.known {
		return time.Duration(ms) * time.Millisecond
	}
	expected := int64((c.last + at - c.lastAt) / time.Millisecond)
	ahead := int32(ms - uint32(expected))
	return time.Duration(expected+int64(ahead)) * time.Millisecond
}

// minSleep is the smallest difference between the boot clock and ours that counts as sleep:
// the two are not read at the same moment.
const minSleep = 100 * time.Millisecond

// sleeps records when the machine slept, for presses made before and read after.
type sleeps struct {
	total time.Duration // all sleep since the start
	last  time.Duration // length of the latest sleep
	woke  time.Duration // when its end was noticed, on our clock
}

// update takes our clock and the boot clock, which does not stop during sleep; both count
// from the start of the connection.
func (s *sleeps) update(at, boot time.Duration) {
	if total := boot - at; total-s.total >= minSleep {
		s.last, s.total, s.woke = total-s.total, total, at
	}
}

// since returns how long the machine has slept since that time of our clock.
func (s *sleeps) since(pressed time.Duration) time.Duration {
	if pressed > s.woke {
		return 0
	}
	return s.last
}

// measureFrom is the estimated age from which the age is measured instead. This is rare, so
// one more message to the server costs nothing.
const measureFrom = 100 * time.Millisecond

// stamper gives events their times and ages. An event that looks old is held back until the
// server has said what time it is: a wrong age would drop a good press or let a stale one
// through.
type stamper struct {
	clock  serverClock
	sleeps sleeps
	queued []hotkey.Event
}

// key takes a key event that was read at that time of our clock and of the boot clock. It
// returns the events that are ready for delivery, and whether to ask the server for its
// time.
func (s *stamper) key(down bool, ms uint32, at, boot time.Duration) (ready []hotkey.Event, ask bool) {
	s.sleeps.update(at, boot)
	t, age := s.clock.read(ms, at)
	e := hotkey.Event{Down: down, Time: t, Age: age + s.sleeps.since(at-age)}
	if len(s.queued) == 0 && age < measureFrom {
		return []hotkey.Event{e}, false
	}
	s.queued = append(s.queued, e)
	return nil, len(s.queued) == 1
}

// serverTime takes the server's answer and returns the events that waited for it.
func (s *stamper) serverTime(ms uint32, at, boot time.Duration) []hotkey.Event {
	s.sleeps.update(at, boot)
	t := s.clock.reset(ms, at)
	ready := s.queued
	s.queued = nil
	for i := range ready {
		age := max(0, t-ready[i].Time)
		ready[i].Age = age + s.sleeps.since(at-age)
	}
	return ready
}

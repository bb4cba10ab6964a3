package eventage

import "time"

// Sent bounds when messages were sent that carry no time: Windows' taskbar sends them for a click on an
// icon. They wait in the window's queue while its thread is stopped. A message was not sent before
// the moment at which the queue was last known to be empty, and the queue is looked at with each
// message. The taskbar sends one when the pointer moves over the icon and another when the button goes
// down, so a click of a program that runs is rarely bounded by more than the time between button down
// and button up. Where all messages of a click are read at once, after nothing for a long time, the
// click counts as old: it cannot be told apart from one that waited.
type Sent struct {
	empty time.Time
}

// NewSent is for a queue that is empty now.
func NewSent(now time.Time) *Sent { return &Sent{now} }

// Found records a message that is read now; more says that others wait behind it. It returns the
// time before which the message was not sent.
func (s *Sent) Found(now time.Time, more bool) (notBefore time.Time) {
	notBefore = s.empty
	if !more {
		s.empty = now
	}
	return notBefore
}

// Ticks returns the age of a message of Windows that has a time, from the present time and the
// message's, both in milliseconds since the start of the system (GetTickCount and MSG.time). The
// counts wrap after 49.7 days. A time that is ahead counts as now: Wine's was by more than 10 s on a
// busy machine.
func Ticks(now, at uint32) time.Duration {
	return time.Duration(max(int32(now-at), 0)) * time.Millisecond
}

package hold

import "time"

// The bounds of the press gap and of the double-click time.
const (
	// DefaultGap is the press gap where none is set.
	DefaultGap = 1200 * time.Millisecond
	// MinGap is the shortest press gap, the gap after a press that toggled
	// nothing, and how long after a dropped press the gap lasts at least. It is
	// more than the delay before a held key's first repeat on common desktops
	// (660 ms on X.Org).
	MinGap = 700 * time.Millisecond
	// MaxGap is the longest press gap.
	MaxGap = 5 * time.Second
	// UnansweredGap is the shortest gap after an unknown outcome without an answer: a
	// packet may wait in the system for about 3 s until the address of its next hop is
	// known.
	UnansweredGap = 4 * time.Second
	// DefaultTimeout is the time-out where none is set.
	DefaultTimeout = 10 * time.Second
	// DefaultDoubleClick is the double-click time where the system names none.
	DefaultDoubleClick = 500 * time.Millisecond
)

// Rules are the settings that concern presses. They are read again for each press.
type Rules struct {
	// Gap is the press gap, counted from the last outcome. Zero is DefaultGap;
	// others are clamped to MinGap and MaxGap. It is never shorter than
	// DoubleClick.
	Gap time.Duration
	// DoubleClick is the system's double-click time. Zero or less is
	// DefaultDoubleClick; more than MaxGap is MaxGap, which is also the most
	// Windows allows (documentation of SetDoubleClickTime).
	DoubleClick time.Duration
	// Timeout is when Toggle returns at the latest, counted from the press. Zero or
	// less is DefaultTimeout.
	Timeout time.Duration
}

func (r Rules) clamped() Rules {
	if r.Gap == 0 {
		r.Gap = DefaultGap
	}
	if r.DoubleClick <= 0 {
		r.DoubleClick = DefaultDoubleClick
	}
	r.DoubleClick = min(r.DoubleClick, MaxGap)
	r.Gap = max(min(max(r.Gap, MinGap), MaxGap), r.DoubleClick)
	if r.Timeout <= 0 {
		r.Timeout = DefaultTimeout
	}
	return r
}

// gapAfter is how long presses are dropped after an outcome. After one that toggled
// nothing the agent will want to press again soon, but a double click must still be one
// press.
func (r Rules) gapAfter(result Result, answered bool) time.Duration {
	r = r.clamped()
	switch {
	case result == NotToggled:
		return max(MinGap, r.DoubleClick)
	case result == Unknown && !answered:
		return max(r.Gap, UnansweredGap)
	}
	return r.Gap
}

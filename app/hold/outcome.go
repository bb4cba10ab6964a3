package hold

import (
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Source says where a press came from.
type Source string

// The sources of presses.
const (
	Hotkey  Source = "hotkey"  // the global hotkey
	Click   Source = "click"   // a left click on the tray icon
	Menu    Source = "menu"    // the item of the tray menu
	Command Source = "command" // wolkvox-hold toggle
)

// Press is one press of a person.
type Press struct {
	// At is when the person pressed, by the event's own time if it has one, with or
	// without a monotonic reading. Zero, or a time in the future, counts as the moment
	// of [Toggler.Press].
	At time.Time
	// Source is where the press came from.
	Source Source
	// Done, if set, is called exactly once with the press's outcome: on the Toggler's
	// goroutine, or on the caller's goroutine of Press if the press cannot be queued.
	// It must return at once.
	Done func(Outcome)
}

// Request is a press that is being sent to wolkvox.
type Request struct {
	wolkvox.Press
	agentID atomic.Pointer[string]
}

// SetAgentID records the agent ID of the settings that the request uses. It must be
// called before the first byte may leave. So the outcome names the right agent even if
// the settings change meanwhile or Toggle never returns.
func (r *Request) SetAgentID(id string) { r.agentID.Store(&id) }

// AgentID returns the last agent ID of SetAgentID, and false if it was not called.
func (r *Request) AgentID() (id string, known bool) {
	if p := r.agentID.Load(); p != nil {
		return *p, true
	}
	return "", false
}

// Result is the result of a press. It never says held or resumed: the API is a blind
// toggle, and it cannot be known which way it went.
type Result string

// The results.
const (
	Toggled    Result = "toggled"     // wolkvox confirmed it
	NotToggled Result = "not_toggled" // certainly nothing was changed
	Unknown    Result = "unknown"     // it may have toggled, or may still
	Ignored    Result = "ignored"     // the press was dropped, nothing was sent for it
)

// Reason says why. It is one of package wolkvox's reasons, unchanged, or one of
// those below.
type Reason string

// The reasons that arise here.
const (
	// InFlight (ignored): an earlier press was still waiting for its answer.
	InFlight Reason = "in_flight"
	// TooSoon (ignored): the press came within the press gap.
	TooSoon Reason = "too_soon"
	// Quitting (ignored): the program is ending.
	Quitting Reason = "quitting"
	// Late (not toggled): the press was read more than wolkvox.SendWithin after
	// it was made. The same word as wolkvox's own.
	Late Reason = "late"
	// Crashed (unknown): a process died, or a request broke down in our own
	// code, after its first byte may have left and before its answer came.
	Crashed Reason = "crashed"
)

// Outcome is the outcome of one press. Each press has exactly one.
type Outcome struct {
	// Number counts the presses of this process from 1, in the order in which
	// they came. It is 0 for the press of a process that died.
	Number int
	// Result and Reason are what happened and why.
	Result Result
	Reason Reason
	// Reply is the outcome that package wolkvox gave; zero when it was not asked.
	Reply wolkvox.Outcome
	// AgentID is the agent ID of the settings that the press was sent with, or of those
	// in force if nothing was sent. It is empty if none is set, and for the press of a
	// process that died, because it is not known.
	AgentID string
	// Ending is true if the program was already ending when this was reported. The
	// desktop that shows it may be ending, too.
	Ending bool
	// Source and At are the press's own.
	Source Source
	At     time.Time
	// Took is the time from the press to its outcome; 0 for a dead process's.
	Took time.Duration
	// Times are the parts of Took, for the log.
	Times Times
	// AlsoIgnored counts the presses that were dropped while this one was in
	// flight. They are often deliberate ("no, wait!"), so the text of this outcome
	// mentions them.
	AlsoIgnored int
	// Soft marks an ignored press that is not worth a notification of its own:
	// one that AlsoIgnored will count, or one that followed the press before it
	// within the double-click time.
	Soft bool
	// AfterUnknown marks an outcome that changed nothing, while the unknown outcome of
	// an earlier press has not been seen and no press toggled since. The unknown one
	// then stays on the screen, and this one's text does not say "press again".
	AfterUnknown bool
}

// Times says how long each step to a press's first byte took; a step that was not
// reached is zero. Where the press was tried again they are those of the last try.
type Times struct {
	Age       time.Duration // of the event, when it arrived at the Toggler
	Queue     time.Duration // from then until its request was started
	Ready     time.Duration // from then until it asked for a connection, or had one: the token
	Connect   time.Duration // to make a connection; 0 where a spare one was there
	Mark      time.Duration // to write the mark
	FirstByte time.Duration // from the press to the first byte handed to the system
}

// Stage is how far a press in flight has come.
type Stage string

// The stages.
const (
	Dialing Stage = "dialing" // a connection has to be made first
	Sent    Stage = "sent"    // the first byte of the request is on its way
)

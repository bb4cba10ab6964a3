// Package hold turns a press into at most one toggle, and a toggle into one
// honest outcome. It is the one place where the program's two promises are
// kept; everything around it only brings presses in and carries outcomes out.
//
// A press takes this way:
//
//		key events -> Key -> Toggler.Press -> gate -> Toggle (wolkvox) -> Outcome
//		                     click, menu, command
//
//	  - [Key] is a pure state machine. It reads the down and up events of one key
//	    and says which of them are presses: a held key is one press however long
//	    it repeats, and a bouncing key is one press too.
//	  - [Toggler] owns everything else on the one goroutine of its Run. It takes a
//	    press, drops it, or finds it too late; it never has two requests under
//	    way; and it gives each press exactly one [Outcome].
//	  - [Mark] is what outlives the process: one line in the lock file, which lets
//	    the press gap hold from one process to the next, lets the next start tell of
//	    a press whose process died before its answer came, and says that an unknown
//	    outcome stands.
//
// Nothing that stands still keeps an outcome back. Marks are written by a goroutine
// of their own, for which only a press that wants to be sent waits, and not for long;
// a Toggle that does not return is given up. Sending and giving up exclude each other:
// what was given up before its first byte is not toggled, and never sent.
//
// # Which presses are dropped
//
// A press is dropped, never kept for later: while a request is under way
// ([InFlight]), within the press gap after an outcome ([TooSoon]), and while the
// program ends ([Quitting]). A dropped press moves the end of the gap to at
// least 700 ms after itself. So a key that is held and starts `toggle` thirty
// times a second stays one press, and an agent who taps once a second still
// gets through.
//
// # Ages
//
// What counts is when the person pressed, not when the press was read. A press
// that is read more than [wolkvox.SendWithin] after it was made is not sent. Its
// age is the larger of what the wall clock and the monotonic clock say: the
// monotonic clock stands still while the machine sleeps, and the wall clock can
// be set back.
package hold

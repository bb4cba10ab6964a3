// Package hold turns a press into at most one toggle, and a toggle into one
// honest outcome. It is the one place where the program's two promises are
// kept; everything around it only brings presses in and carries outcomes out.
//
// A press takes this way:
//
//	key events -> Key -> Toggler.Press -> gate -> Toggle (wolkvox) -> Outcome -> Tell
//	                     click, menu, command
//
// The parts are:
//
//   - [Key] is a pure state machine. It reads the down and up events of one key
//     and says which of them are presses: a held key is one press however long
//     it repeats, and a bouncing key is one press too.
//   - [Toggler] owns everything else, on the one goroutine of its Run. It takes a
//     press, drops it, or finds it too late; it never has two requests under
//     way; and it gives each press exactly one [Outcome], which carries all that
//     is told of the press.
//   - [Mark] is what survives the process: one line in the lock file. By it the
//     press gap holds from one process to the next, the next start tells of a
//     press whose process died before the answer came, and an unknown outcome
//     that nobody has seen is remembered.
//
// No disk and no Toggle that hangs delays an outcome. Marks are written by a
// goroutine of their own: only a press that wants to be sent waits for it, and only
// for a limited time. A Toggle that does not return is given up. Sending and giving
// up exclude each other: a press that was given up before its first byte is not
// toggled, and is never sent.
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
// monotonic clock does not count while the machine sleeps, and the wall clock can
// be set back.
//
// # Where to change what
//
//   - gate.go and rules.go: which press is too soon, and how long the gap is
//   - key.go: what is a repeat or a bounce of a held key
//   - loop.go: what happens in which order, from a press to its outcome
//   - flight.go: the press in flight; the instant from which a byte may leave
//   - mark.go and markwriter.go: the line in the lock file, and how it gets there
//   - stop.go: the end of a program that makes room for a newer one
package hold

// Package hold turns a press into at most one toggle, and a toggle into one honest
// outcome. The program's two promises are kept here; the packages around it only deliver
// presses and show outcomes.
//
// The path of a press:
//
//	key events -> Key -> Toggler.Press -> gate -> Toggle (wolkvox) -> Outcome -> Tell
//	                     click, menu, command
//
// The parts are:
//
//   - [Key] is a pure state machine. It reads the down and up events of one key
//     and says which of them are presses: a held key is one press however long
//     it repeats, and a bouncing key is one press too.
//   - [Toggler] owns everything else, on the goroutine of its Run. It sends a press,
//     drops it, or finds it too late; it never has two requests in flight; and it
//     gives each press exactly one [Outcome], which has everything that is shown or
//     logged about the press.
//   - [Mark] is the state that survives the process: one line in the lock file. With
//     it the press gap also holds in the next process, the next start reports a press
//     whose process died before the answer came, and an unknown outcome that nobody
//     has seen is remembered.
//
// A disk or a Toggle that hangs delays no outcome. A goroutine of its own writes the
// marks: only a press that is about to be sent waits for it, and only for a limited
// time. A Toggle that does not return is given up. Sending and giving up exclude each
// other: a press that was given up before its first byte is not toggled, and is never
// sent.
//
// # Which presses are dropped
//
// A press is dropped, never queued for later: while a request is in flight
// ([InFlight]), within the press gap after an outcome ([TooSoon]), and while the
// program ends ([Quitting]). A dropped press moves the end of the gap to at
// least 700 ms after itself. So a held key that starts `toggle` thirty times a
// second stays one press, while an agent who taps once a second still gets through.
//
// # Ages
//
// The time of the press counts, not the time when it was read. A press that is read
// more than [wolkvox.SendWithin] after it was made is not sent. Its age is the larger
// of its ages by the wall clock and the monotonic clock, because the monotonic clock
// stops while the machine sleeps, and the wall clock can be set back.
//
// # Where to change what
//
//   - gate.go and rules.go: which press is too soon, and how long the gap is
//   - key.go: what is a repeat or a bounce of a held key
//   - loop.go: what happens in which order, from a press to its outcome
//   - flight.go: the press in flight; firstbyte.go: when its first byte may leave
//   - mark.go and markwriter.go: the line in the lock file, and how it gets there
//   - stop.go: the end of a program that makes room for a newer one
package hold

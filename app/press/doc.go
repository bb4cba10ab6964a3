// Package press is the one way from a press to its outcome: the settings of the moment
// and a token become a client, and what wolkvox answers is the outcome.
//
//   - [Presser] makes the one request. The resident and a toggle command that presses by
//     itself each have one; what they know differently, they give as functions.
//   - [ClientFor] turns settings into a client, and names why none can be made.
//   - [StoreMark] and [NewestMark] keep the mark of a press in the lock.
//   - [LogOutcome] writes the one line that the log has of a press.
//
// When a press may be sent at all is package hold's to decide. To change what is told of
// an outcome, see the callers: this package says nothing to anybody.
package press

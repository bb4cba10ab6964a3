// Package press is the one way from a press to its outcome: the settings of the moment
// and a token become a client, and what wolkvox answers is the outcome.
//
//   - [Presser] makes the one request. The resident and a toggle command without a
//     resident each have one; where they differ, they give it functions.
//   - [ClientFor] turns settings into a client, and names why none can be made.
//   - [StoreMark] and [NewestMark] keep the mark of a press in the lock.
//   - [LogOutcome] writes the one line that the log has of a press.
//   - [Sentence] is what a person is told of an outcome.
//
// Whether a press may be sent at all is decided by package hold. Nothing is shown here.
package press

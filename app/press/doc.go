// Package press is the one path from a press to its outcome: the current settings and a token
// make a client, and wolkvox's answer is the outcome.
//
//   - [Presser] makes the one request. The resident and a toggle command without a
//     resident each have one, with their own functions for settings and token.
//   - [ClientFor] makes a client from settings, or says why that is impossible; [Rules] are
//     the times that package hold needs.
//   - [ProxyMemory] keeps the system's last proxies for a press without a resident.
//   - [MarkStore] and [NewestMark] keep the mark of a press in the lock.
//   - [LogOutcome] writes the log line of a press, [Sentence] words its outcome.
//
// Whether a press may be sent at all is decided by package hold. Nothing is shown here.
package press

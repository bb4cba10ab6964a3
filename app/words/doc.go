// Package words holds every sentence that a person reads, and nothing else.
//
// # Rules
//
//   - A sentence about a press says what wolkvox confirmed or did not; it never
//     says "held" or "resumed", because nothing tells which way hold toggled.
//   - Not toggled names the one thing to do now.
//   - Unknown never sounds like success or failure.
//   - No sentence holds text that a server sent, and none needs markup: the
//     characters <, > and & stay out, since some notification daemons render
//     them.
//   - JSON and log keys are not sentences; they stay English and stable, and
//     live with the code that writes them.
//
// The rest of the program speaks in stable reasons (not_set_up, token_refused,
// chord_altgr); this package turns a reason into words. An unknown reason gets a
// truthful general sentence, never an empty one.
package words

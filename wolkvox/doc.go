// Package wolkvox toggles hold on the call of a wolkvox agent, at most once a
// press, and says truthfully what came of it.
//
// # The API behind it
//
// wolkvox offers one request for hold, and it is a blind toggle: the same POST
// holds a call and takes it back, and nothing tells which way it went. Sent
// twice by mistake it undoes itself, and the customer hears what was not meant
// for them. So this package is built around two promises:
//
//   - One press, at most one toggle. [Client.ToggleHoldOnce] makes one request
//     or none, on a connection of its own that nothing else ever uses: no
//     redirect is followed, HTTP/2 is not spoken, nothing is sent again.
//     [Client.ToggleHold] adds the only retry that is safe, after the one
//     refusal that says that nothing was done and trying again helps.
//   - The outcome is never a lie. [Toggled] means that wolkvox confirmed it,
//     [NotToggled] that nothing was changed for certain, and everything between
//     the two is [Unknown].
//
// # Where the line is drawn
//
// Until the first byte of the request is handed to the system, nothing can have
// happened: a failed name lookup, dial, proxy or TLS handshake is NotToggled.
// From that byte on only a well-formed answer counts, and [ParseReply] says
// what well-formed is. The byte itself passes a gate, which refuses it when the
// press is older than [SendWithin], when [Press].BeforeSend says no, or when
// the caller has already been told an outcome. Sending and giving up claim the
// gate, and only one of them gets it. NotToggled is told when giving up has it;
// what still stands then (a disk under BeforeSend, a connection) is not waited for.
//
// A system goes on sending what it was handed, for minutes and after the process
// has ended, so a request that was given up could arrive long after its outcome
// and undo the press that followed. So SO_LINGER is set to 0 before the first byte
// and cleared after a full answer: every other way out, a killed process too, makes
// the system forget the request and reset the connection. What has left the system
// by then may still arrive, and so may what it keeps while it looks for the next
// hop's address, for 3 s or so, and what a proxy holds. That is what Unknown says.
//
// # Use
//
//	token, err := wolkvox.ParseToken(secret)
//	...
//	c := &wolkvox.Client{Server: "0042", AgentID: "12435", Token: token}
//	o := c.ToggleHold(ctx, wolkvox.Press{At: time.Now()})
//	switch o.Result {
//	case wolkvox.Toggled: // wolkvox confirmed it
//	case wolkvox.NotToggled: // o.Reason says what to do
//	case wolkvox.Unknown: // look at wolkvox Agent before pressing again
//	}
//
// [Check] tries the way to wolkvox without being able to toggle. The package
// wolkvox/simulator is a server to test against; no call to the real one was
// made while this was written, and what is known of it comes from wolkvox's
// public pages.
//
// The package uses the standard library only, keeps no state between calls,
// and writes no log.
package wolkvox

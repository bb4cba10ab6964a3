// Package wolkvox toggles hold on the call of a wolkvox agent, at most once per press,
// and reports the true outcome.
//
// # The API behind it
//
// wolkvox offers one request for hold, and it is a blind toggle: the same POST holds a
// call and takes it back, and no answer says which way it went. Sent twice by mistake it
// undoes itself, and the customer hears things that were not meant for them. So this
// package is built around two promises:
//
//   - One press, at most one toggle. [Client.ToggleHoldOnce] makes one request or
//     none, on a connection that is used for nothing else: it follows no redirect,
//     does not use HTTP/2, and sends nothing again. [Client.ToggleHold] adds the only
//     retry that is safe, after the one refusal that says that nothing was done and
//     that trying again helps.
//   - The outcome is never a lie. [Toggled] means that wolkvox confirmed it,
//     [NotToggled] that certainly nothing was changed, and everything between the two
//     is [Unknown].
//
// # Where the line is drawn
//
// Until the first byte of the request is handed to the system, nothing can have
// happened: a failed name lookup, dial, proxy or TLS handshake is NotToggled. From that
// byte on only a well-formed answer counts; [ParseReply] defines that. The byte itself
// passes a gate, which refuses it when the press is older than [SendWithin], when
// [Press].BeforeSend returns an error, or when the caller already has an outcome.
// Sending and giving up both claim the gate, and only one of them gets it. If giving up
// gets it, the outcome is NotToggled, and whatever hangs then (a disk under BeforeSend,
// a connection) is not waited for.
//
// A system retransmits data for minutes, even after the process has ended, so a request
// that was given up could arrive long after its outcome and undo the next press. So
// SO_LINGER is set to 0 before the first byte and cleared after a full answer: in every
// other case, also in a killed process, the system drops the request and resets the
// connection. Data that has left the system by then may still arrive, and so may data
// that it keeps for about 3 s while it resolves the address of the next hop, and data
// that a proxy holds. That is why the outcome is Unknown then.
//
// # Where to change what
//
// toggle.go has the order of a press, gate.go the first byte, exchange.go the request
// and its answer, reply.go the meaning of an answer, retry.go the one retry; dial.go,
// hello.go and lookup.go the connection, learned.go what is remembered of the network,
// spare.go and warmth.go the spare connection, check.go and cause.go the connection
// test.
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
// [Check] tests the connection to wolkvox and cannot toggle. The package
// wolkvox/simulator is a server for tests. No call to the real one was made while this
// was written; everything known about it comes from wolkvox's public pages.
//
// The package uses the standard library only, keeps no state between calls, and writes
// no log.
package wolkvox

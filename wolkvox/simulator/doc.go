// Package simulator is a pretend wolkvox: the hold API on real TLS, for the
// program's practice mode and for tests.
//
// By default it does what wolkvox's public pages say: it wants a POST with both
// headers, toggles hold blindly for each extension, refuses the third request
// at once on a token, and answers with the documented texts. The JSON form of
// its refusals, and their HTTP status, are inferred, as wolkvox documents only
// the texts.
//
// With [Server.Misbehave] it answers as badly as servers, gateways and
// networks can; [Misbehaviours] lists the ways. It counts what it executed, so
// that a test can compare what a client reports with what happened:
//
//	s, err := simulator.New(simulator.Options{Server: "0042", Token: "practice"})
//	...
//	go s.Run(ctx)
//	c := &wolkvox.Client{
//		Server: "0042", AgentID: "12435", Token: token,
//		RootCAs: s.RootCAs(), DialContext: s.DialContext,
//	}
//
// It is not a security boundary: its key lives in memory and it should listen on
// loopback only.
package simulator

package main

// wayRules keep a press from failing where another way leads to wolkvox, and the other
// ways from costing a promise.
var wayRules = []rule{
	in("ways: a silent proxy does not keep the next one waiting", "wolkvox/dial.go",
		"race(ctx, turn, tries...)", "race(ctx, turn*1000, tries...)",
		"wolkvox", "TestFaultMatrix/proxies:_the_first_is_silent,_the_second_is_well"),
	in("ways: none without a proxy that the list does not have", "wolkvox/dial.go",
		"	return ways[:min(len(ways), maxWays)], nil", "	return append(ways, nil), nil",
		"wolkvox", "TestFaultMatrix/proxies:_all_refuse,_and_none_may_be_left_out"),
	in("dns: a dead server does not keep the next one waiting", "wolkvox/lookup.go",
		"		case <-time.After(serverTimeout):", "		case <-time.After(time.Hour):",
		"wolkvox", "TestFaultMatrix/DNS:_the_first_server_is_dead"),
	in("dns: a later server's no does not count", "wolkvox/lookup.go",
		"				break\n			}\n			var dns", "			}\n			var dns",
		"wolkvox", "TestTheFirstServersNoCounts"),
	in("dns: a lookup outlives its press", "wolkvox/lookup.go",
		"context.WithTimeout(context.Background(), lookupTimeout)", "context.WithTimeout(context.Background(), SendWithin)",
		"wolkvox", "TestALookupOutlivesItsPress"),
	in("dns: servers that do not answer are named", "wolkvox/lookup.go",
		"Server: strings.Join(l.turns.all(), \" \"), ", "",
		"wolkvox", "TestNameServersThatDoNotAnswerAreNamed"),
	in("roots: the system's too", "wolkvox/roots.go",
		"		read = SystemRoots\n", "		return nil\n",
		"wolkvox", "TestTheSystemsRootsAreReadAgain"),
}

package main

// spareRules keep a connection that waits from costing a promise.
var spareRules = []rule{
	in("spare: it is closed after a minute", "wolkvox/spare.go",
		"	r.expire = time.AfterFunc(r.life,", "	r.expire = time.AfterFunc(time.Hour,",
		"wolkvox", "TestASpareIsClosedAfterAMinute"),
	in("spare: closed before the server closes it", "wolkvox/warmth.go",
		"			w.learnLife(w.longest - closeMargin)", "			w.learnLife(w.longest)",
		"wolkvox", "TestWarmAutoWithAServerThatClosesEarly"),
	in("spare: a firewall that forgets costs one press its answer", "wolkvox/warmth.go",
		"		w.learnLife(o.Waited / 2)\n", "		w.learnLife(o.Waited)\n",
		"wolkvox", "TestWarmAutoBehindAFirewallThatForgets"),
	in("spare: the next follows when one has expired", "wolkvox/spare.go",
		"	if s.drop(r) && over != nil {", "	if s.drop(r) && over != nil && time.Since(r.made) < r.life {",
		"wolkvox", "TestWarmAutoWithARealSpare"),
	in("spare: what is said before it is asked ends it", "wolkvox/spare.go",
		"	if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {", "	if n == 0 && !errors.Is(err, os.ErrDeadlineExceeded) {",
		"wolkvox", "TestFaultMatrix/spare:_one_byte_before_it_was_asked"),
	in("spare: a connection that ends is dropped", "wolkvox/spare.go",
		"		err = errLost\n", "		err = os.ErrDeadlineExceeded\n",
		"wolkvox", "TestFaultMatrix/spare:_closed_while_it_waits"),
	in("spare: the press reads without the deadline of the waiting", "wolkvox/spare.go",
		" || r.conn.SetReadDeadline(time.Time{}) != nil {", " {",
		"wolkvox", "TestASpareServesOnePress"),
}

package main

// waylandRules keep a desktop's portal from pressing more than its person did.
var waylandRules = []rule{
	in("portal: only its own name on the bus speaks for it", "app/hotkey/portalsaid_linux.go",
		"	if from == \"\" || s.Sender != from {", "	if from == \"\" {",
		"app/hotkey", "TestOnlyOurKeyOfOurSessionFromThePortalCounts"),
	in("portal: only our session's key counts", "app/hotkey/portal_linux.go",
		"	case keySaid:\n		if p.session != \"\" && s.session == p.session {", "	case keySaid:\n		if p.session != \"\" {",
		"app/hotkey", "TestOnlyOurKeyOfOurSessionFromThePortalCounts"),
	in("portal: only our shortcut counts", "app/hotkey/portalsaid_linux.go",
		"!ok || id != shortcut {", "!ok || id == \"\" {",
		"app/hotkey", "TestOnlyOurKeyOfOurSessionFromThePortalCounts"),
	in("portal: a press read late is old", "app/hotkey/portal_linux.go",
		"	age := p.looks.Found(time.Now())\n", "	age := time.Duration(0)\n",
		"app/hotkey", "TestAPressReadLateIsOld"),
	in("portal: a session that was ended serves no press", "app/hotkey/portal_linux.go",
		"			p.forget()\n			p.set(&Error{Code: CodeClosed", "			p.set(&Error{Code: CodeClosed",
		"app/hotkey", "TestTheDesktopTakesTheKeyBack"),
	in("portal: one that ends again and again is left alone", "app/hotkey/portal_linux.go",
		"	if p.restarts == 1 {\n		return 0\n	}\n	return min(firstPause<<min(p.restarts-2, 20), longestPause)", "	return 0",
		"app/hotkey", "TestAPortalThatEndsAgainAndAgainIsLeftAlone"),
	in("portal: who said no is not asked again", "app/hotkey/portal_linux.go",
		"	if p.code == CodeDenied || !p.wanted {", "	if !p.wanted {",
		"app/hotkey", "TestWhoSaidNoIsNotAskedAgain"),
	in("portal: an empty list is not a yes", "app/hotkey/portal_linux.go",
		"	if k.name == \"\" {", "	if false {",
		"app/hotkey", "TestPortalRefuses"),
}

package main

// sessionRules keep one key from pressing at two copies.
var sessionRules = []rule{
	in("session: of two copies one serves", "app/session/session.go",
		"	case \"local\":\n		return k.Remote\n", "	case \"local\":\n		return false\n",
		"app/session", "TestOneOfTwoCopiesServes"),
	in("session: a copy that stands down sends nothing", "app/resident.go",
		"	if down, _ := r.standsDown(); down {", "	if down, _ := r.standsDown(); down && false {",
		"app", "TestOneKeyAtTwoCopiesPressesOnce"),
	in("session: nor does a command without a resident", "app/toggle.go",
		"				reason = reasonStoodDown\n", "",
		"app", "TestACommandStandsDownToo"),
	in("session: nor after it moved while the program ran", "app/standdown.go",
		"	if w.look != nil {\n		k = w.look()\n", "	if k2 := w.kind.Load(); k2 != nil {\n		k = *k2\n	} else if w.look != nil {\n		k = w.look()\n",
		"app", "TestACopyStandsUpWhereItsSessionComesHome"),
}

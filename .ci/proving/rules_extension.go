package main

// extensionRules keep a press from being made for the person who sat here before.
var extensionRules = []rule{
	in("extension: what the variable holds is not told", "app/settings/merge.go",
		"Code: code, Value: e.AgentIDFrom, Origin: from})", "Code: code, Value: value, Origin: from})",
		"app", "TestProcessesExtensionByVariable"),
	in("extension: half a choice is none", "app/settings/choice.go",
		"			return Choice{}, false\n		}\n		*field = text\n", "			continue\n		}\n		*field = text\n",
		"app/settings", "TestAChoiceIsWholeOrNone"),
	in("extension: a desktop made anew is another log-on", "app/logon/facts_linux.go",
		"path, st.Dev, st.Ino, st.Mtim.Sec, st.Mtim.Nsec)", "path, 0, 0, 0, 0)",
		"app/logon", "TestLogonsAreToldApart"),
	in("extension: a log-on that cannot be told has no name", "app/logon/logon.go",
		"		if part == \"\" {", "		if part == \"none\" {",
		"app/logon", "TestWithoutASessionThereIsNoName"),
	in("extension: an answer of another log-on is none", "app/settings/choice.go",
		"	return c.InLogon(name)\n", "	return c.AgentID\n",
		"app", "TestProcessesExtensionAskedFor"),
	in("extension: a file of a later version is none", "app/settings/choice.go",
		"Whole(raw[choiceFormat]) != choiceVersion {", "Whole(raw[choiceFormat]) < choiceVersion {",
		"app/resident", "TestAnAnswerFileThatIsNoGood"),
	in("extension: a restart keeps what was given where log-ons have no name", "app/logon/logon.go",
		"name := hashName(\"process\", processFacts()); name != \"\" {", "name := hashName(\"process\", processFacts()); name == \"none\" {",
		"app", "TestProcessesExtensionThroughARestart"),
}

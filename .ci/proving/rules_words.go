package main

// wordRules keep what is said true in each language, and what programs read stable.
var wordRules = []rule{
	in("languages: a press does not wait for the settings' language", "app/commands.go",
		"	c.Short = name\n", "	c.Short = p.words.Help(name)\n",
		"app", "TestCommandsSayNothingBeforeTheyRun"),
	in("languages: JSON is English", "app/toggle.go",
		"t.Message = p.words.English().Outcome", "t.Message = p.words.In(p.words.Language.Code()).Outcome",
		"app", "TestWhatProgramsReadIsEnglish"),
	in("languages: the log is English", "app/loop.go",
		"r.p.inEnglish().troubles(", "r.p.troubles(",
		"app", "TestWhatProgramsReadIsEnglish"),
	in("languages: a changed one counts at once", "app/resident.go",
		"		r.p.speak(l)\n", "",
		"app", "TestAChangedLanguageCountsAtOnce"),
	in("languages: each counts in its own way", "app/words/catalog.go",
		"return n == 0 || n == 1", "return n == 1",
		"app/words", "TestTheLibrarySaysTheSame"),
	in("languages: what stands in a sentence is no template", "app/words/catalog.go",
		"b.WriteString(named[i+1])", "b.WriteString(fill(named[i+1], nil))",
		"app/words", "TestTheLibrarySaysTheSame"),
	in("languages: no message is forgotten", "app/words/locales/active.es.json",
		"  \"call_it\": \"Es la tercera vez: llame a TI.\",\n", "",
		"app/words", "TestCatalogs"),
}

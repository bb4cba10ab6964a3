package main

// feedbackRules keep what is heard from hiding what has to be seen.
var feedbackRules = []rule{
	in("sound: what names something to do is shown as well", "app/feedback.go",
		"		return telling{note: true, sound: string(o.Result)}", "		return telling{sound: string(o.Result)}",
		"app", "TestHowAnOutcomeIsTold"),
	in("sound: a notification that still stands is replaced", "app/feedback.go",
		"telling{note: noted || o.AlsoIgnored > 0,", "telling{note: o.AlsoIgnored > 0,",
		"app", "TestASoundStandsForAToggledPress"),
	in("sound: dropped presses are said", "app/feedback.go",
		"telling{note: noted || o.AlsoIgnored > 0,", "telling{note: noted,",
		"app", "TestHowAnOutcomeIsTold"),
	in("sound: where none can be played, it is shown", "app/feedback.go",
		"	if !t.note {\n", "	if false {\n",
		"app", "TestASoundStandsForAToggledPress"),
	in("icon: nothing that nobody asked for is shown", "app/loop.go",
		" && !r.iconAlone()", "",
		"app", "TestANoteDoesNotTakeAnothersPlace"),
	in("sound: a player that hangs is killed", "app/sound/sound.go",
		"context.WithTimeout(context.WithoutCancel(ctx), limit)", "context.WithTimeout(context.WithoutCancel(ctx), time.Hour)",
		"app/sound", "TestAPlayerThatHangsIsKilled"),
}

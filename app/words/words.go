package words

import "time"

// Words returns the sentences for one person, in one language. The zero value is
// English. With Practice, every text that is shown on its own begins with PRACTICE, so
// that nobody takes the pretend server for wolkvox.
type Words struct {
	Practice bool
	// Language is the language; nil is English. Copies of Words share it, so a change
	// counts for all.
	Language *Language
	// IT is the help desk, and whether IT manages this computer; nil is "IT" without
	// a name, on a computer that nobody manages.
	IT *HelpDesk
}

// Product is the product's name.
const Product = "Wolkvox Hold"

// separator is between the parts of a title.
const separator = " · "

func (w Words) withPractice(s string) string {
	if w.Practice {
		return w.text("practice") + ": " + s
	}
	return s
}

// Title is the title of notifications, tooltip and menu.
func (w Words) Title() string {
	if w.Practice {
		return w.text("practice") + separator + Product
	}
	return Product
}

// Extension names the extension that a press is about. It is in every notification.
func (w Words) Extension(agentID string) string {
	if agentID == "" {
		return w.text("extension.none")
	}
	return w.text("extension", "Extension", agentID)
}

// Outcome is the fixed sentence of an outcome for the command line, for status and for
// JSON. It contains no time and no server text. What a notification says is [Words.Note].
func (w Words) Outcome(result, reason string) string {
	return w.withPractice(w.outcome(result, reason))
}

func (w Words) outcome(result, reason string) string {
	switch result {
	case "toggled":
		return w.text("toggled")
	case "not_toggled":
		return w.text("not_toggled", "Why", w.notToggled(reason))
	case "ignored":
		if s, ok := w.byCode("ignored", reason); ok {
			return s
		}
		return w.text("ignored")
	}
	if s, ok := w.byCode("unknown", reason); ok {
		return s
	}
	return w.text("unknown")
}

// AfterUnknown is the sentence of an outcome that changed nothing, while an earlier
// press is unknown: it says to look, and not to press again.
func (w Words) AfterUnknown(result, reason string) string {
	switch {
	case result == "not_toggled":
		return w.withPractice(w.text("after_unknown.not_toggled", "Why", w.noteWhy(reason)))
	case result == "ignored" && reason == "too_soon":
		return w.withPractice(w.text("after_unknown.too_soon"))
	case result == "ignored" && reason == "in_flight":
		return w.withPractice(w.text("after_unknown.in_flight"))
	}
	return w.Outcome(result, reason)
}

// notToggled says why a press did nothing, and the one thing to do.
func (w Words) notToggled(reason string) string {
	if s, ok := w.byWho("not_toggled", reason); ok {
		return s
	}
	return w.text("not_toggled.refused")
}

// ResidentSilent says that the resident does not answer, for commands other than toggle.
func (w Words) ResidentSilent() string {
	return w.withPractice(capitalize(w.text("not_toggled.resident_silent")))
}

// AlsoIgnored is added to an outcome if more presses came while it was in flight.
func (w Words) AlsoIgnored(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return w.text("also_ignored.second")
	}
	return w.count("also_ignored", n)
}

// CallIT is added to the third unclear answer in a row.
func (w Words) CallIT() string { return w.text("call_it") }

// NewToken says that a refused token has been replaced in the keychain.
func (w Words) NewToken() string { return w.withPractice(w.text("new_token")) }

// lastOutcome is the outcome in menu and tooltip.
func (w Words) lastOutcome(result string) string {
	s, _ := w.byCode("last_outcome", result)
	return s
}

// State is the menu's first line while the menu is open: the last outcome, how long ago
// it was, and when.
func (w Words) State(result string, ago time.Duration, at time.Time) string {
	return w.lastOutcome(result) + " " + w.Ago(ago) + " (" + at.Format("15:04") + ")"
}

// StateAt is the state line for a menu that does not report when it opens: a clock time
// stays true.
func (w Words) StateAt(result string, at time.Time) string {
	return w.text("state_at", "Outcome", w.lastOutcome(result), "Time", at.Format("15:04"))
}

// StateOf is a state line for another extension than the one in force.
func (w Words) StateOf(line, agentID string) string { return line + separator + w.Extension(agentID) }

// Ago returns a duration as a person would say it.
func (w Words) Ago(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return w.text("ago.now")
	case d < time.Minute:
		return w.count("ago.seconds", int(d.Seconds()))
	case d < time.Hour:
		return w.count("ago.minutes", int(d.Minutes()))
	}
	return w.count("ago.hours", int(d.Hours()))
}

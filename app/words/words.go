package words

import (
	"strings"
	"time"
)

// Words speaks to one person, in one language. The zero value speaks English;
// with Practice set, whatever stands alone on a screen begins with PRACTICE, so
// that nobody takes the pretend server for wolkvox.
type Words struct {
	Practice bool
	// Language is what is spoken; nil is English. Copies of Words share it, so a
	// change is heard everywhere at once.
	Language *Language
	// IT is whom sentences mean that end in "call IT"; nil is nobody by name.
	IT *HelpDesk
}

// Product is the name people see.
const Product = "Wolkvox Hold"

func (w Words) mark(s string) string {
	if w.Practice {
		return w.text("practice") + ": " + s
	}
	return s
}

// Title heads notifications, the tooltip and the menu.
func (w Words) Title() string {
	if w.Practice {
		return w.text("practice") + " - " + Product
	}
	return Product
}

// Extension names whose calls are meant; it stands in every notification.
func (w Words) Extension(agentID string) string {
	if agentID == "" {
		return w.text("extension.none")
	}
	return w.text("extension", "Extension", agentID)
}

// Summary is a notification's first line: the outcome and the extension.
func (w Words) Summary(result, agentID string) string {
	return w.mark(w.summary(result) + " - " + w.Extension(agentID))
}

func (w Words) summary(result string) string {
	if result == "unknown" {
		return w.text("summary.unknown")
	}
	return w.lastOutcome(result)
}

// Outcome is the one fixed sentence of an outcome, for notification, menu and
// command line alike. It holds no time and no server text.
func (w Words) Outcome(result, reason string) string {
	return w.mark(w.outcome(result, reason))
}

func (w Words) outcome(result, reason string) string {
	switch result {
	case "toggled":
		return w.text("toggled")
	case "not_toggled":
		s := w.text("not_toggled", "Why", w.notToggled(reason))
		if w.callsIT(result, reason) {
			return w.callIT(s)
		}
		return s
	case "ignored":
		if s, ok := w.coded("ignored", reason); ok {
			return s
		}
		return w.text("ignored")
	}
	if s, ok := w.coded("unknown", reason); ok {
		return s
	}
	return w.text("unknown")
}

// AfterUnknown is the sentence of an outcome that changed nothing, while that of an
// earlier press is unknown: what to do is to look, and not to press again.
func (w Words) AfterUnknown(result, reason string) string {
	switch {
	case result == "not_toggled":
		why, _, _ := strings.Cut(w.notToggled(reason), ". ") // what to do stands behind it
		return w.mark(w.text("after_unknown.not_toggled", "Why", why))
	case result == "ignored" && reason == "too_soon":
		return w.mark(w.text("after_unknown.too_soon"))
	}
	return w.Outcome(result, reason)
}

// notToggled says what kept the press from doing anything, and the one thing to do.
func (w Words) notToggled(reason string) string {
	if s, ok := w.coded("not_toggled", reason); ok {
		return s
	}
	return w.text("not_toggled.refused")
}

// ResidentSilent is told where no press was meant.
func (w Words) ResidentSilent() string { return w.mark(w.text("not_toggled.resident_silent")) }

// AlsoIgnored is added to an outcome when more presses came while it was in
// flight.
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
func (w Words) CallIT() string { return w.callIT(w.text("call_it")) }

// NewToken is told when a refused token turned out to have been replaced.
func (w Words) NewToken() string { return w.mark(w.text("new_token")) }

// lastOutcome heads the state line and, but for unknown, the notification.
func (w Words) lastOutcome(result string) string {
	s, _ := w.coded("last_outcome", result)
	return s
}

// State is the menu's first line while it is open: the last outcome, how long
// ago it was, and when.
func (w Words) State(result string, ago time.Duration, at time.Time) string {
	return w.lastOutcome(result) + " " + w.Ago(ago) + " (" + at.Format("15:04:05") + ")"
}

// StateAt is the state line where a menu cannot tell that it opens: the clock
// time does not grow stale.
func (w Words) StateAt(result string, at time.Time) string {
	return w.text("state_at", "Outcome", w.lastOutcome(result), "Time", at.Format("15:04:05"))
}

// Ago says a duration the way a person would.
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

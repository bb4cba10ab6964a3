package words

import (
	"fmt"
	"time"
)

// Words speaks to one person. The zero value speaks English; with Practice set,
// whatever stands alone on a screen begins with PRACTICE, so that nobody takes
// the pretend server for wolkvox.
type Words struct {
	Practice bool
	// IT is whom sentences mean that end in "call IT"; nil is nobody by name.
	IT *HelpDesk
}

// Product is the name people see.
const Product = "Wolkvox Hold"

func (w Words) mark(s string) string {
	if w.Practice {
		return "PRACTICE: " + s
	}
	return s
}

// Title heads notifications, the tooltip and the menu.
func (w Words) Title() string {
	if w.Practice {
		return "PRACTICE - " + Product
	}
	return Product
}

// Extension names whose calls are meant; it stands in every notification.
func (w Words) Extension(agentID string) string {
	if agentID == "" {
		return "no extension set"
	}
	return "extension " + agentID
}

// Summary is a notification's first line: the outcome and the extension.
func (w Words) Summary(result, agentID string) string {
	head := lastOutcome[result]
	if result == "unknown" {
		head = "Not clear: look at wolkvox Agent"
	}
	return w.mark(head + " - " + w.Extension(agentID))
}

// Outcome is the one fixed sentence of an outcome, for notification, menu and
// command line alike. It holds no time and no server text.
func (w Words) Outcome(result, reason string) string {
	return w.mark(w.outcome(result, reason))
}

func (w Words) outcome(result, reason string) string {
	if callsIT(result, reason) {
		return w.callIT(outcome(result, reason))
	}
	return outcome(result, reason)
}

func outcome(result, reason string) string {
	switch result {
	case "toggled":
		return "wolkvox confirms: hold toggled"
	case "not_toggled":
		if s, ok := notToggled[reason]; ok {
			return "not toggled: " + s
		}
		return "not toggled: wolkvox refused. Try again later, then call IT"
	case "ignored":
		if s, ok := ignored[reason]; ok {
			return s
		}
		return "press ignored, not sent"
	}
	if s, ok := unknown[reason]; ok {
		return s
	}
	return unclear
}

const unclear = "no clear answer from wolkvox: hold may have toggled, or may still within a minute. " +
	"Look at wolkvox Agent before you press again."

// notToggled: what kept the press from doing anything, and the one thing to do.
var notToggled = map[string]string{
	"not_set_up":           "not set up yet. Open Settings",
	"no_token":             "no token is stored. Set the token",
	"token_invalid":        "what the keychain holds is not a token. Set the token anew",
	"token_missing":        "wolkvox got no token. Set the token",
	"token_refused":        "wolkvox refused the token. Set the token anew",
	"token_limit":          "the daily limit of the token is used up. Call IT",
	"busy":                 "the token was busy on other desks. Press again",
	"parameters":           "wolkvox does not accept the extension. Check the extension",
	"api_missing":          "wolkvox does not know this request. Call IT",
	"refused":              "wolkvox refused. Try again later, then call IT",
	"keychain_locked":      "the keychain is locked. Unlock the keychain, then press again",
	"keychain_unreachable": "the keychain does not answer. Log on to the desktop again, then call IT",
	"keychain_timeout":     "the keychain took too long. Press again",
	"bad_setting":          "a setting is not valid. Open Settings",
	"invalid":              "a setting is not valid. Open Settings",
	"dns":                  "the address of wolkvox was not found. Check the network, press again",
	"connect":              "wolkvox could not be reached. Check the network, press again",
	"proxy":                "the proxy did not let the press through. Call IT",
	"tls":                  "the connection to wolkvox could not be trusted. Call IT",
	"late":                 "it took more than 3 seconds before the press could leave. Press again",
	"canceled":             "stopped before anything was sent. Press again",
	"mark":                 "this press could not be noted on disk. Free some disk space, press again",
	"resident_silent":      residentSilent,
	"resident_other":       "another version of Wolkvox Hold runs. Restart Wolkvox Hold",
	"no_place":             "no folder for the lock can be written. Free some disk space or call IT",
	"stood_down":           "your IT wants presses from the other computer only. Press there",
	"practice_not_running": "practice is not running. Start it with: wolkvox-hold practice",
}

const residentSilent = "Wolkvox Hold runs but does not answer. Quit and start it again"

// ResidentSilent is told where no press was meant.
func (w Words) ResidentSilent() string { return w.mark(residentSilent) }

var unknown = map[string]string{
	"crashed":         "Wolkvox Hold ended in the middle of a press: hold may have toggled. Look at wolkvox Agent before you press again.",
	"resident_silent": "Wolkvox Hold took the press and did not answer: hold may have toggled. Look at wolkvox Agent before you press again.",
}

var ignored = map[string]string{
	"in_flight":           "a press is already on its way; this one was not sent",
	"in_flight_elsewhere": "a press from another command is already on its way; this one was not sent",
	"too_soon":            "too soon, not sent; press again",
	"quitting":            "Wolkvox Hold is ending; this press was not sent",
}

// AlsoIgnored is added to an outcome when more presses came while it was in
// flight.
func (w Words) AlsoIgnored(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "second press ignored"
	}
	return fmt.Sprintf("%d more presses ignored", n)
}

// CallIT is added to the third unclear answer in a row.
func (w Words) CallIT() string { return w.callIT("This is the third time. Call IT") }

// NewToken is told when a refused token turned out to have been replaced.
func (w Words) NewToken() string { return w.mark("new token found, press again") }

// lastOutcome heads the state line and, but for unknown, the notification.
var lastOutcome = map[string]string{
	"toggled":     "Hold toggled",
	"not_toggled": "Not toggled",
	"unknown":     "No clear answer",
	"ignored":     "Press ignored",
}

// State is the menu's first line while it is open: the last outcome, how long
// ago it was, and when.
func (w Words) State(result string, ago time.Duration, at time.Time) string {
	return lastOutcome[result] + " " + w.Ago(ago) + " (" + at.Format("15:04:05") + ")"
}

// StateAt is the state line where a menu cannot tell that it opens: the clock
// time does not grow stale.
func (w Words) StateAt(result string, at time.Time) string {
	return lastOutcome[result] + " at " + at.Format("15:04:05")
}

// Ago says a duration the way a person would.
func (w Words) Ago(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return "just now"
	case d < time.Minute:
		return fmt.Sprintf("%d seconds ago", int(d.Seconds()))
	case d < 2*time.Minute:
		return "1 minute ago"
	case d < time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d.Minutes()))
	case d < 2*time.Hour:
		return "1 hour ago"
	}
	return fmt.Sprintf("%d hours ago", int(d.Hours()))
}

package words

import "fmt"

// Heading heads a notification that tells no outcome: the product and the extension.
func (w Words) Heading(agentID string) string { return w.Title() + " - " + w.Extension(agentID) }

// SummaryOfBefore is Summary for the press of a process that died: for which
// extension it was is not known any more.
func (w Words) SummaryOfBefore(result string) string {
	head := lastOutcome[result]
	if result == "unknown" {
		head = "Not clear: look at wolkvox Agent"
	}
	return w.mark(head + " - a press before this start")
}

// NoExtension says why there is no extension, and what to do. Code is one of
// app/settings'; another gives "".
func (w Words) NoExtension(code string) string {
	switch code {
	case "env_empty", "env_value", "env_format":
		return w.callIT(noExtension[code])
	}
	return noExtension[code]
}

// NotToggledWithoutExtension is the outcome of a press for which NoExtension says
// why; "" where that says nothing.
func (w Words) NotToggledWithoutExtension(code string) string {
	why := w.NoExtension(code)
	if why == "" {
		return ""
	}
	return w.mark("not toggled: " + why)
}

var noExtension = map[string]string{
	"env_empty": "no extension: the environment variable that should name it is empty in this log-on. " +
		"Set it for this log-on in the menu of the tray icon, or call IT",
	"env_value": "no extension: the environment variable that should name it holds something else. " +
		"Set it for this log-on in the menu of the tray icon, or call IT",
	"env_format": "no extension: the setting agent_id_from names no environment variable. " +
		"Set the extension for this log-on in the menu of the tray icon, or call IT",
	"agent_id_not_answered": "no extension: it is asked for each day. " +
		"Set yours in the menu of the tray icon, or with: wolkvox-hold config set agent_id 12345",
}

// AskExtension asks whose extension counts, where no window can ask.
func (w Words) AskExtension() string {
	return "Which extension is yours? Hold is not toggled before you have said so. Answer in a terminal, with your number in the place of 12345: " +
		"wolkvox-hold config set agent_id 12345"
}

// ExtensionTaken answers an answer; the extension stands above it.
func (w Words) ExtensionTaken() string { return w.mark("this extension is the one that counts now") }

// ExtensionGiven confirms an extension that counts for a day or a log-on only.
func (w Words) ExtensionGiven(agentID string, day bool) string {
	if agentID == "" {
		return "the extension given by hand is taken back"
	}
	if day {
		return "agent_id = " + agentID + " (for today)"
	}
	return "agent_id = " + agentID + " (until you log off)"
}

// ExtensionNotKept says that an extension given by hand does not count.
func (w Words) ExtensionNotKept() string {
	return "the extension could not be changed; the one before counts. Check disk space, permissions and the network, then try again"
}

// NoLogon says why an extension cannot be given for a log-on.
func (w Words) NoLogon() string {
	return "this system does not tell one log-on from the next, so the extension can be given to the running program only. Start it first: wolkvox-hold"
}

// ExtensionWindow is a sentence of the small window for the extension, by the name
// that app/window/form gives it.
func (w Words) ExtensionWindow(id string, args ...any) string {
	s, ok := extensionWindow[id]
	if !ok {
		return id
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...)
	}
	return s
}

var extensionWindow = map[string]string{
	"extension_title":  "Extension - " + Product,
	"extension_ask":    "Which extension is yours? With a wrong one you hold somebody else's call.",
	"extension_now":    "Now: extension %s",
	"extension_digits": "An extension is 1 to 20 digits.",
	"extension_ok":     "OK",
	"extension_cancel": "Cancel",
	"extension_saving": "Saving...",
}

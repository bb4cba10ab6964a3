package settings

import (
	"strings"
	"time"
)

// DayLayout is the format of a day in a [TemporaryExtension], for time.Format.
const DayLayout = "2006-01-02"

// The keys of a TemporaryExtension in its file.
const (
	temporaryFormat  = "format"
	temporaryAgentID = "agent_id"
	temporaryLogon   = "logon"
	temporaryDay     = "day"
	temporaryUsed    = "used"
)

// temporaryVersion is the only format that can be read: a later version may mean something
// else.
const temporaryVersion = 1

// TemporaryExtension is the extension that the person entered by hand, with the time and log-on. It
// is not a setting: it counts in one log-on, and with ask_agent_id also only for one
// day, because after that another person may sit here.
type TemporaryExtension struct {
	AgentID string // digits; empty: it was withdrawn
	Logon   string // a name that no other log-on has
	Day     string // the local date, in DayLayout
	Used    int64  // the last press, in seconds since 1970, for the program that replaces this one; or 0
}

// ParseTemporaryExtension parses what [TemporaryExtension.Raw] returned. It returns false if any part is
// missing or invalid.
func ParseTemporaryExtension(raw Raw) (c TemporaryExtension, ok bool) {
	for name, field := range map[string]*string{temporaryAgentID: &c.AgentID, temporaryLogon: &c.Logon, temporaryDay: &c.Day} {
		text, ok := raw[name].(string)
		if !ok || len(text) > maxText || strings.ContainsFunc(text, notPrintable) {
			return TemporaryExtension{}, false
		}
		*field = text
	}
	if Whole(raw[temporaryFormat]) != temporaryVersion {
		return TemporaryExtension{}, false
	}
	if used, there := raw[temporaryUsed]; there {
		if c.Used = Whole(used); c.Used < 0 {
			return TemporaryExtension{}, false
		}
	}
	if day, err := time.Parse(DayLayout, c.Day); err != nil || day.Format(DayLayout) != c.Day {
		return TemporaryExtension{}, false
	}
	if id, err := ParseAgentID(c.AgentID); c.AgentID != "" && (err != nil || id != c.AgentID) {
		return TemporaryExtension{}, false
	}
	return c, true
}

// Raw returns c in the form for its file.
func (c TemporaryExtension) Raw() Raw {
	raw := Raw{temporaryFormat: int64(temporaryVersion), temporaryAgentID: c.AgentID, temporaryLogon: c.Logon, temporaryDay: c.Day}
	if c.Used > 0 {
		raw[temporaryUsed] = c.Used
	}
	return raw
}

// InLogon returns the extension if it was chosen in the log-on with that name, else "".
// Two log-ons without a name are not the same.
func (c TemporaryExtension) InLogon(name string) string {
	if name == "" || c.Logon != name {
		return ""
	}
	return c.AgentID
}

// Answered returns the extension if it was chosen in the log-on with that name, on a
// day from first to last (in DayLayout), else "". A day in the future was written under
// a wrong clock and does not count.
func (c TemporaryExtension) Answered(name, first, last string) string {
	if c.Day == "" || c.Day < first || c.Day > last {
		return ""
	}
	return c.InLogon(name)
}

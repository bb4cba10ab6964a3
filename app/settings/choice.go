package settings

import (
	"strings"
	"time"
)

// DayLayout is the format of a day in a [Choice], for time.Format.
const DayLayout = "2006-01-02"

// The keys of a Choice in its file.
const (
	choiceFormat  = "format"
	choiceAgentID = "agent_id"
	choiceLogon   = "logon"
	choiceDay     = "day"
	choiceUsed    = "used"
)

// choiceVersion is the only format that can be read: a later version may mean something
// else.
const choiceVersion = 1

// Choice is the extension that the person entered by hand, with the time and log-on. It
// is not a setting: it counts in one log-on, and with ask_agent_id also only for one
// day, because after that another person may sit here.
type Choice struct {
	AgentID string // digits; empty: the choice was withdrawn
	Logon   string // a name that no other log-on has
	Day     string // the local date, in DayLayout
	Used    int64  // the last press, in seconds since 1970, for the program that replaces this one; or 0
}

// ParseChoice parses what [Choice.Raw] returned. It returns false if any part is
// missing or invalid.
func ParseChoice(raw Raw) (c Choice, ok bool) {
	for name, field := range map[string]*string{choiceAgentID: &c.AgentID, choiceLogon: &c.Logon, choiceDay: &c.Day} {
		text, ok := raw[name].(string)
		if !ok || len(text) > maxText || strings.ContainsFunc(text, notPrintable) {
			return Choice{}, false
		}
		*field = text
	}
	if Whole(raw[choiceFormat]) != choiceVersion {
		return Choice{}, false
	}
	if used, there := raw[choiceUsed]; there {
		if c.Used = Whole(used); c.Used < 0 {
			return Choice{}, false
		}
	}
	if day, err := time.Parse(DayLayout, c.Day); err != nil || day.Format(DayLayout) != c.Day {
		return Choice{}, false
	}
	if id, err := ParseAgentID(c.AgentID); c.AgentID != "" && (err != nil || id != c.AgentID) {
		return Choice{}, false
	}
	return c, true
}

// Raw returns c in the form for its file.
func (c Choice) Raw() Raw {
	raw := Raw{choiceFormat: int64(choiceVersion), choiceAgentID: c.AgentID, choiceLogon: c.Logon, choiceDay: c.Day}
	if c.Used > 0 {
		raw[choiceUsed] = c.Used
	}
	return raw
}

// InLogon returns the extension if it was chosen in the log-on with that name, else "".
// Two log-ons without a name are not the same.
func (c Choice) InLogon(name string) string {
	if name == "" || c.Logon != name {
		return ""
	}
	return c.AgentID
}

// Answered returns the extension if it was chosen in the log-on with that name, on a
// day from first to last (in DayLayout), else "". A day in the future was written under
// a wrong clock and does not count.
func (c Choice) Answered(name, first, last string) string {
	if c.Day == "" || c.Day < first || c.Day > last {
		return ""
	}
	return c.InLogon(name)
}

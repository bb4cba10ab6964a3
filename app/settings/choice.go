package settings

import (
	"strings"
	"time"
)

// DayLayout is how a [Choice] writes a day, for time.Format.
const DayLayout = "2006-01-02"

// The names under which a Choice is kept in a file of its own.
const (
	choiceAgentID = "agent_id"
	choiceLogon   = "logon"
	choiceDay     = "day"
)

// Choice is the extension that the person gave by hand, with when and where that
// was. It is no setting: it counts for one log-on (beside agent_id_from) or from one
// day to the next (with ask_agent_id), and is worth nothing after that, since then
// somebody else may sit here.
type Choice struct {
	AgentID string // digits; empty: taken back
	Logon   string // the log-on, by a name that no other has; empty: it could not be told
	Day     string // the local date, in DayLayout
}

// ParseChoice reads what [Choice.Put] wrote. What is not whole and good is no
// choice at all: the zero Choice.
func ParseChoice(raw Raw) Choice {
	var c Choice
	for name, field := range map[string]*string{choiceAgentID: &c.AgentID, choiceLogon: &c.Logon, choiceDay: &c.Day} {
		text, ok := raw[name].(string)
		if !ok || len(text) > maxText || strings.ContainsFunc(text, notPrintable) {
			return Choice{}
		}
		*field = text
	}
	if day, err := time.Parse(DayLayout, c.Day); err != nil || day.Format(DayLayout) != c.Day {
		return Choice{}
	}
	if id, err := ParseAgentID(c.AgentID); c.AgentID != "" && (err != nil || id != c.AgentID) {
		return Choice{}
	}
	return c
}

// Put writes c into raw, and leaves what else is in there.
func (c Choice) Put(raw Raw) {
	raw[choiceAgentID], raw[choiceLogon], raw[choiceDay] = c.AgentID, c.Logon, c.Day
}

// InLogon returns the extension if it was chosen in the log-on of that name, else
// "". Two log-ons without a name are not the same.
func (c Choice) InLogon(name string) string {
	if name == "" || c.Logon != name {
		return ""
	}
	return c.AgentID
}

// Between returns the extension if it was chosen on one of the days from first to
// last, both in DayLayout, else "". A day that is still to come was written under a
// wrong clock, and does not count.
func (c Choice) Between(first, last string) string {
	if c.Day == "" || c.Day < first || c.Day > last {
		return ""
	}
	return c.AgentID
}

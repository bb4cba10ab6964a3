package settings

import (
	"strings"
	"time"
)

// DayLayout is how a [Choice] writes a day, for time.Format.
const DayLayout = "2006-01-02"

// The names under which a Choice is kept in a file of its own.
const (
	choiceFormat  = "format"
	choiceAgentID = "agent_id"
	choiceLogon   = "logon"
	choiceDay     = "day"
	choiceUsed    = "used"
)

// thisFormat is the only one that counts: what a later version means by its own
// cannot be known.
const thisFormat = 1

// Choice is the extension that the person gave by hand, with when and where that
// was. It is no setting: it counts in one log-on, with ask_agent_id there from one day
// to the next, and is worth nothing after that, since then somebody else may sit here.
type Choice struct {
	AgentID string // digits; empty: taken back
	Logon   string // the log-on, by a name that no other has
	Day     string // the local date, in DayLayout
	Used    int64  // when the person last pressed, in seconds since 1970, for the program that takes this one's place; else 0
}

// ParseChoice reads what [Choice.Raw] returned. What is not whole and good is no
// choice at all, and false.
func ParseChoice(raw Raw) (c Choice, ok bool) {
	for name, field := range map[string]*string{choiceAgentID: &c.AgentID, choiceLogon: &c.Logon, choiceDay: &c.Day} {
		text, ok := raw[name].(string)
		if !ok || len(text) > maxText || strings.ContainsFunc(text, notPrintable) {
			return Choice{}, false
		}
		*field = text
	}
	if Whole(raw[choiceFormat]) != thisFormat {
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

// Raw is c as it is kept.
func (c Choice) Raw() Raw {
	raw := Raw{choiceFormat: int64(thisFormat), choiceAgentID: c.AgentID, choiceLogon: c.Logon, choiceDay: c.Day}
	if c.Used > 0 {
		raw[choiceUsed] = c.Used
	}
	return raw
}

// InLogon returns the extension if it was chosen in the log-on of that name, else
// "". Two log-ons without a name are not the same.
func (c Choice) InLogon(name string) string {
	if name == "" || c.Logon != name {
		return ""
	}
	return c.AgentID
}

// Answered returns the extension if it was chosen in the log-on of that name, on one of
// the days from first to last, both in DayLayout, else "". A day that is still to come
// was written under a wrong clock, and does not count.
func (c Choice) Answered(name, first, last string) string {
	if c.Day == "" || c.Day < first || c.Day > last {
		return ""
	}
	return c.InLogon(name)
}

package settings

import (
	"maps"
	"strings"
	"testing"
)

// A choice counts in its own log-on and on its own days, and nowhere else.
func TestWhenAChoiceCounts(t *testing.T) {
	c := Choice{AgentID: "555", Logon: "a", Day: "2026-11-25"}
	for name, want := range map[string]string{"a": "555", "b": "", "": "", "A": "", "a ": ""} {
		if got := c.InLogon(name); got != want {
			t.Errorf("in the log-on %q: got %q, want %q", name, got, want)
		}
	}
	if got := (Choice{AgentID: "555", Day: "2026-11-25"}).InLogon(""); got != "" {
		t.Errorf("two log-ons that cannot be told: got %q, want nothing", got)
	}
	for _, d := range []struct{ name, first, last, want string }{
		{"the same day", "2026-11-25", "2026-11-25", "555"},
		{"the next morning", "2026-11-26", "2026-11-26", ""},
		{"a night shift, answered before midnight", "2026-11-25", "2026-11-26", "555"},
		{"a night shift, answered after midnight", "2026-11-24", "2026-11-25", "555"},
		{"a clock that was ahead", "2026-11-24", "2026-11-24", ""},
		{"a year later", "2027-11-25", "2027-11-25", ""},
	} {
		if got := c.Between(d.first, d.last); got != d.want {
			t.Errorf("%s: got %q, want %q", d.name, got, d.want)
		}
	}
	if got := (Choice{AgentID: "555"}).Between("", "9999"); got != "" {
		t.Errorf("no day: got %q, want nothing", got)
	}
}

func TestAChoiceIsWholeOrNone(t *testing.T) {
	good := Raw{"agent_id": "555", "logon": "a", "day": "2026-11-25"}
	if got, want := ParseChoice(good), (Choice{"555", "a", "2026-11-25"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, change := range []Raw{
		{"agent_id": "12a"}, {"agent_id": " 12"}, {"agent_id": 555}, {"agent_id": nil}, {"agent_id": strings.Repeat("1", 21)},
		{"logon": 1}, {"logon": "a\n"}, {"logon": strings.Repeat("a", 201)},
		{"day": ""}, {"day": "25.11.2026"}, {"day": "2026-02-30"}, {"day": "2026-11-25T00:00:00Z"}, {"day": 20261125},
	} {
		raw := maps.Clone(good)
		maps.Copy(raw, change)
		if got := ParseChoice(raw); got != (Choice{}) {
			t.Errorf("%v: got %+v, want none", change, got)
		}
	}
	for name := range good {
		raw := maps.Clone(good)
		delete(raw, name)
		if got := ParseChoice(raw); got != (Choice{}) {
			t.Errorf("without %s: got %+v, want none", name, got)
		}
	}
	if got := ParseChoice(nil); got != (Choice{}) {
		t.Errorf("nothing: got %+v", got)
	}
	taken := Raw{"agent_id": "", "logon": "a", "day": "2026-11-25", "other": true}
	if got := ParseChoice(taken); got.InLogon("a") != "" || got.Logon != "a" {
		t.Errorf("taken back: got %+v", got)
	}
}

// FuzzChoice reads any file: what counts is digits, for a day that is one, and what
// is written reads back the same.
func FuzzChoice(f *testing.F) {
	for _, seed := range []string{
		`{"agent_id":"555","logon":"a","day":"2026-11-25"}`, `{"agent_id":"","logon":"","day":"0001-01-01"}`, `{"agent_id":555}`, `{}`, `[`,
		`{"agent_id":"\u0661","logon":"\u202e","day":"2026-1-1"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := Decode(b)
		if err != nil {
			return
		}
		c := ParseChoice(raw)
		for _, id := range []string{c.InLogon(c.Logon), c.Between("0000", "9999-99-99")} {
			if got, err := ParseAgentID(id); id != "" && (err != nil || got != id) {
				t.Errorf("the extension %q counts", id)
			}
		}
		if c == (Choice{}) {
			return
		}
		c.Put(raw)
		if again := ParseChoice(raw); again != c {
			t.Errorf("got %+v, want %+v", again, c)
		}
	})
}

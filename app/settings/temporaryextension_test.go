package settings

import (
	"maps"
	"strings"
	"testing"
)

// A choice counts only in its own log-on and on its own days.
func TestWhenAChoiceCounts(t *testing.T) {
	c := TemporaryExtension{AgentID: "555", Logon: "a", Day: "2026-11-25"}
	for name, want := range map[string]string{"a": "555", "b": "", "": "", "A": "", "a ": ""} {
		if got := c.InLogon(name); got != want {
			t.Errorf("in the log-on %q: got %q, want %q", name, got, want)
		}
	}
	if got := (TemporaryExtension{AgentID: "555", Day: "2026-11-25"}).InLogon(""); got != "" {
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
		if got := c.Answered("a", d.first, d.last); got != d.want {
			t.Errorf("%s: got %q, want %q", d.name, got, d.want)
		}
		for _, other := range []string{"b", ""} {
			if got := c.Answered(other, d.first, d.last); got != "" {
				t.Errorf("%s, in the log-on %q: got %q, want nothing", d.name, other, got)
			}
		}
	}
	if got := (TemporaryExtension{AgentID: "555", Logon: "a"}).Answered("a", "", "9999"); got != "" {
		t.Errorf("no day: got %q, want nothing", got)
	}
}

func TestAChoiceIsWholeOrNone(t *testing.T) {
	good := Raw{"format": 1, "agent_id": "555", "logon": "a", "day": "2026-11-25"}
	if got, ok := ParseTemporaryExtension(good); !ok || got != (TemporaryExtension{"555", "a", "2026-11-25", 0}) {
		t.Errorf("got %+v", got)
	}
	for _, change := range []Raw{
		{"agent_id": "12a"}, {"agent_id": " 12"}, {"agent_id": 555}, {"agent_id": nil}, {"agent_id": strings.Repeat("1", 21)},
		{"logon": 1}, {"logon": "a\n"}, {"logon": strings.Repeat("a", 201)},
		{"day": ""}, {"day": "25.11.2026"}, {"day": "2026-02-30"}, {"day": "2026-11-25T00:00:00Z"}, {"day": 20261125},
		{"format": 2}, {"format": "1"}, {"format": nil}, {"used": -1}, {"used": "1"}, {"used": nil}, {"used": 1.5},
	} {
		raw := maps.Clone(good)
		maps.Copy(raw, change)
		if got, ok := ParseTemporaryExtension(raw); ok || got != (TemporaryExtension{}) {
			t.Errorf("%v: got %+v, want none", change, got)
		}
	}
	for _, change := range []Raw{{"logon": strings.Repeat("a", 200)}, {"used": 0}} {
		raw := maps.Clone(good)
		maps.Copy(raw, change)
		if _, ok := ParseTemporaryExtension(raw); !ok {
			t.Errorf("%v: got none", change)
		}
	}
	if _, there := (TemporaryExtension{}).Raw()["used"]; there {
		t.Error("a choice that nobody pressed with says when it was used")
	}
	for name := range good {
		raw := maps.Clone(good)
		delete(raw, name)
		if got, ok := ParseTemporaryExtension(raw); ok || got != (TemporaryExtension{}) {
			t.Errorf("without %s: got %+v, want none", name, got)
		}
	}
	if got, ok := ParseTemporaryExtension(nil); ok || got != (TemporaryExtension{}) {
		t.Errorf("nothing: got %+v", got)
	}
	taken := Raw{"format": 1, "agent_id": "", "logon": "a", "day": "2026-11-25", "other": true, "used": 7}
	if got, ok := ParseTemporaryExtension(taken); !ok || got.InLogon("a") != "" || got.Logon != "a" || got.Used != 7 {
		t.Errorf("taken back: got %+v", got)
	}
}

// FuzzChoice parses any file: an accepted choice has digits and a valid day, and is the
// same after it was saved and read again.
func FuzzChoice(f *testing.F) {
	for _, seed := range []string{
		`{"format":1,"agent_id":"555","logon":"a","day":"2026-11-25","used":1}`, `{"format":1,"agent_id":"","logon":"","day":"0001-01-01"}`, `{"format":1e0,"agent_id":555}`, `{}`, `[`,
		`{"agent_id":"\u0661","logon":"\u202e","day":"2026-1-1"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := Decode(b)
		if err != nil {
			return
		}
		c, ok := ParseTemporaryExtension(raw)
		for _, id := range []string{c.InLogon(c.Logon), c.Answered(c.Logon, "0000", "9999-99-99")} {
			if got, err := ParseAgentID(id); id != "" && (err != nil || got != id) {
				t.Errorf("the extension %q counts", id)
			}
		}
		if !ok {
			return
		}
		b, err = Encode(c.Raw())
		if err != nil {
			t.Fatal(err)
		}
		if raw, err = Decode(b); err != nil {
			t.Fatal(err)
		}
		if again, ok := ParseTemporaryExtension(raw); !ok || again != c {
			t.Errorf("got %+v, want %+v", again, c)
		}
	})
}

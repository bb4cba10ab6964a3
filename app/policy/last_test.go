package policy

import (
	"reflect"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The parts are independent: a machine policy that cannot be used does not affect this
// user's, and the other way round.
func TestTheLastGoodPolicyByParts(t *testing.T) {
	last := Policy{
		Enforced: settings.Raw{"server": "0001"}, Defaults: settings.Raw{"warm": "off"},
		UserEnforced: settings.Raw{"agent_id": "111"}, UserDefaults: settings.Raw{"hotkey": "F13"},
	}
	now := Policy{Enforced: settings.Raw{"server": "0002"}, UserEnforced: settings.Raw{"agent_id": "222"}}
	for _, c := range []struct {
		name               string
		machine, user      bool // refused
		last               Policy
		server, agentID    any
		defaults, standsIn bool
	}{
		{"good", false, false, last, "0002", "222", false, false},
		{"the machine's", true, false, last, "0001", "222", true, true},
		{"this user's", false, true, last, "0002", "111", false, true},
		{"both", true, true, last, "0001", "111", true, true},
		{"nothing is known", true, true, Policy{}, nil, nil, false, false},
		{"nothing is known of the machine's", true, false, Policy{UserEnforced: last.UserEnforced}, nil, "222", false, false},
	} {
		p := now
		if p.Refused = c.machine; p.Refused {
			p.Enforced = nil
		}
		if p.UserRefused = c.user; p.UserRefused {
			p.UserEnforced = nil
		}
		p = p.OrLast(c.last)
		if p.Enforced["server"] != c.server || p.UserEnforced["agent_id"] != c.agentID || (p.Defaults != nil) != c.defaults || p.Last != c.standsIn {
			t.Errorf("%s: got %+v", c.name, p)
		}
	}
}

func TestWhatACopyHolds(t *testing.T) {
	p := Policy{
		Enforced: settings.Raw{
			"server": "0001", "ca_file": "/x", "token": "secret", "agent_id_from": []any{"A"}, "press_gap_ms": int64(900), "hide_quit": true,
			"managed_by": map[string]any{"name": "IT"}, "warm": nil, "language": "",
		},
		UserDefaults: settings.Raw{"managed_by": map[string]any{"name": map[string]any{"x": "y"}}},
	}
	got := keptAndRead(t, p)
	want := Policy{
		Enforced: settings.Raw{
			"server": "0001", "agent_id_from": []any{}, "press_gap_ms": got.Enforced["press_gap_ms"], "hide_quit": true,
			"managed_by": map[string]any{"name": "IT"}, "language": "",
		},
		UserDefaults: settings.Raw{"managed_by": []any{}},
	}
	if !reflect.DeepEqual(got, want) || settings.Whole(got.Enforced["press_gap_ms"]) != 900 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if (Policy{Enforced: settings.Raw{"ca_file": "/x", "token": "1"}, Machine: settings.Raw{"server": "0001"}}).Copy() != nil {
		t.Error("there is nothing to keep, and something is kept")
	}
}

// TestACopyThatIsNone is another thing than no copy: what it kept is not known.
func TestACopyThatIsNone(t *testing.T) {
	for text, unknown := range map[string]bool{`{}`: false, `{"format":1}`: false, `{"format":2}`: true, `{"enforced":{}}`: true, `{"format":"1.5"}`: true} {
		raw, err := settings.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if p, err := ParseCopy(raw); (err != nil) != unknown || p.Copy() != nil {
			t.Errorf("%s: got %+v, %v", text, p, err)
		}
	}
}

// keptAndRead saves p's copy and reads it back.
func keptAndRead(t *testing.T, p Policy) Policy {
	t.Helper()
	b, err := settings.Encode(p.Copy())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := settings.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ParseCopy(raw)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// FuzzParseCopy parses any file: the result has no ca_file, and is the same after it
// was saved and read again.
func FuzzParseCopy(f *testing.F) {
	for _, seed := range []string{
		`{"format":1,"enforced":{"server":"0042","ca_file":"/x"},"defaults":{"managed_by":{"name":"IT"}},"user_enforced":{"agent_id":"1"}}`,
		`{"format":2,"enforced":{"server":"0042"}}`, `{"format":1,"enforced":[]}`, `{"format":1,"enforced":{"agent_id_from":[1],"managed_by":{"name":[]}}}`, `{}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := settings.Decode(b)
		if err != nil {
			return
		}
		p, err := ParseCopy(raw)
		if err != nil && p.Copy() != nil {
			t.Errorf("%v, and %+v comes out of it", err, p)
		}
		for _, part := range []settings.Raw{p.Enforced, p.Defaults, p.UserEnforced, p.UserDefaults} {
			for name := range part {
				if k, ok := settings.Known(name); !ok || k == settings.CAFile {
					t.Errorf("%q comes out of %s", name, b)
				}
			}
		}
		if p.Copy() != nil && !reflect.DeepEqual(keptAndRead(t, p), p) {
			t.Errorf("%+v does not read back the same", p)
		}
	})
}

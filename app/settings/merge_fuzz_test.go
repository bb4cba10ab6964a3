package settings

import (
	"regexp"
	"strings"
	"testing"
)

// FuzzMerge puts anything into every origin and into the variable that names the
// extension. The program starts; what IT alone may set comes from IT; and an
// extension is digits, and this person's own.
func FuzzMerge(f *testing.F) {
	const all = `{"server":"wv0042","agent_id":"12345","hotkey":"Ctrl+H","proxy":"none","timeout_s":5}`
	for _, seed := range [][4]string{
		{all, `{}`, `{"agent_id":"7"}`, ""},
		{`{"managed_by":{"name":"x","link":"https://a.b"},"ca_file":"/a","lock_settings":true}`, all, all, "12345"},
		{`{"agent_id_from":"EXT"}`, `{"agent_id":"1"}`, `{"server":"0001"}`, "12a"},
		{`{}`, `{"agent_id_from":"EXT","ca_file":"/a","log_level":"debug","managed_by":"y"}`, all, "\u0661\u0662"},
		{`{"server":42,"hotkey":null,"autostart":"on"}`, `{"\u202e":"\u001b[31m","press_gap_ms":1e3}`, `{}`, " 12345\n"},
		{`{"managed_by":{"name":"\u202eevil\u0000"}}`, `{"proxy":"http://u:p@h:1","hotkey":"AltGr+Q"}`, `{"x":1}`, "-1"},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]), []byte(seed[2]), seed[3])
	}
	digits := regexp.MustCompile(`\A[0-9]{1,20}\z`)
	f.Fuzz(func(t *testing.T, policy, user, machine []byte, variable string) {
		read := func(b []byte) Raw { raw, _ := Decode(b); return raw }
		l := Layers{Policy: read(policy), PolicyDefault: read(machine), User: read(user), Machine: read(machine), Environ: func(string) string { return variable }}
		e := Merge(l)
		if e.AgentID != "" {
			own, _ := l.User["agent_id"].(string)
			if !digits.MatchString(e.AgentID) || e.AgentID != strings.TrimSpace(own) && e.AgentID != strings.TrimSpace(variable) {
				t.Errorf("the extension %q is neither the person's %q nor the variable's %q", e.AgentID, own, variable)
			}
			if e.AgentIDFrom != "" && e.AgentID != strings.TrimSpace(variable) {
				t.Errorf("the extension %q stands, but the variable says %q", e.AgentID, variable)
			}
		}
		if e.Server != "" && !regexp.MustCompile(`\A[0-9]{4}\z`).MatchString(e.Server) {
			t.Errorf("the server %q", e.Server)
		}
		for _, k := range Keys() {
			if k.PolicyOnly() && (e.Origin(k) == OriginUser || e.Origin(k) == OriginMachine) {
				t.Errorf("%s comes from %s", k, e.Origin(k))
			}
			if strings.ContainsFunc(e.Text(k), notPrintable) {
				t.Errorf("%s is %q", k, e.Text(k))
			}
		}
		for _, p := range e.Problems() {
			if p.Code == "" || strings.ContainsFunc(string(p.Key)+p.Value, notPrintable) || len([]rune(p.Value)) > maxShown {
				t.Errorf("a problem that cannot be shown: %#v", p)
			}
		}
	})
}

package settings

import (
	"regexp"
	"strings"
	"testing"
)

// FuzzMerge puts any values into every origin and into the variable with the extension.
// The program starts; what only IT may set comes from IT; and the extension is digits,
// and this person's own.
func FuzzMerge(f *testing.F) {
	const all = `{"server":"wv0042","agent_id":"12345","hotkey":"Ctrl+H","proxy":"none","timeout_s":5}`
	for _, seed := range [][6]string{
		{all, `{}`, `{"agent_id":"7"}`, "", "", ""},
		{`{"managed_by":{"name":"x","link":"https://a.b"},"ca_file":"/a","lock_settings":true}`, all, all, "12345", "555", "666"},
		{`{"agent_id_from":"EXT"}`, `{"agent_id":"1"}`, `{"server":"0001"}`, "12a", "555", ""},
		{`{"ask_agent_id":"start"}`, `{"agent_id":"1"}`, `{}`, "", "555", "666"},
		{`{"ask_agent_id":"start","agent_id_from":"$"}`, `{"agent_id":"1"}`, `{}`, "", "5x", "6\u202e"},
		{`{}`, `{"agent_id_from":"EXT","ca_file":"/a","log_level":"debug","managed_by":"y"}`, all, "\u0661\u0662", "\u0661", " 6"},
		{`{"server":42,"hotkey":null,"autostart":"on"}`, `{"\u202e":"\u001b[31m","press_gap_ms":1e3}`, `{}`, " 12345\n", " 1", "1 "},
		{`{"managed_by":{"name":"\u202eevil\u0000"}}`, `{"proxy":"http://u:p@h:1","hotkey":"AltGr+Q"}`, `{"x":1}`, "-1", "-1", "-1"},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]), []byte(seed[2]), seed[3], seed[4], seed[5])
	}
	digits := regexp.MustCompile(`\A[0-9]{1,20}\z`)
	f.Fuzz(func(t *testing.T, policy, user, machine []byte, variable, menu, answer string) {
		read := func(b []byte) Raw { raw, _ := Decode(b); return raw }
		l := Layers{Policy: read(policy), PolicyDefault: read(machine), User: read(user), Machine: read(machine), Environ: func(string) string { return variable }, MenuAgentID: menu, AnsweredAgentID: answer}
		e := Merge(l)
		if e.AgentID != "" {
			own, _ := l.User["agent_id"].(string)
			from := strings.TrimSpace(own)
			switch {
			case e.AgentIDFrom != "" && e.Origin(AgentID) == OriginUser && strings.TrimSpace(menu) != "":
				from = strings.TrimSpace(menu)
				if e.AgentID == strings.TrimSpace(variable) {
					from = e.AgentID // set by the user's own agent_id_from
				}
			case e.AgentIDFrom != "":
				from = strings.TrimSpace(variable)
			case e.AgentIDIsTemporary() && e.AskAgentID == askAtStart && e.AgentID == strings.TrimSpace(answer):
				from = strings.TrimSpace(answer)
			case e.AgentIDIsTemporary():
				from = strings.TrimSpace(menu)
			}
			if !digits.MatchString(e.AgentID) || e.AgentID != from {
				t.Errorf("the extension is %q, want %q: of the person %q, the variable %q, the menu %q, the answer %q", e.AgentID, from, own, variable, menu, answer)
			}
			if e.NoAgentID() != "" {
				t.Errorf("the extension is %q, and there is none: %s", e.AgentID, e.NoAgentID())
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

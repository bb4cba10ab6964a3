package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// problems returns the problems of e, one a line, as in the log.
func problems(e Effective) string {
	var lines []string
	for _, p := range e.Problems() {
		lines = append(lines, fmt.Sprintf("%s %s %s %q", p.Origin, p.Key, p.Code, p.Value))
	}
	return strings.Join(lines, "\n")
}

func TestNothingSetGivesTheBuiltInValues(t *testing.T) {
	e := Merge(Layers{})
	want := Values{
		Hotkey: Chord{Ctrl: true, Shift: true, Key: "F9"}, Language: "auto", Feedback: "notification",
		PressGap: 1200 * time.Millisecond, Timeout: 10 * time.Second, Proxy: "system", Warm: "auto",
		AskAgentID: "never", LogLevel: "info", RunWhere: "any", TokenStore: "auto",
	}
	if e.Values != want {
		t.Errorf("got %+v, want %+v", e.Values, want)
	}
	for _, k := range Keys() {
		if e.Origin(k) != OriginBuiltIn || e.Enforced(k) {
			t.Errorf("%s: got origin %s", k, e.Origin(k))
		}
	}
	if got := fmt.Sprint(e.Missing()); got != "[server agent_id]" {
		t.Errorf("missing: got %s", got)
	}
	if got := problems(e); got != "" {
		t.Errorf("got problems %s", got)
	}
}

func TestEveryKeyReachesItsField(t *testing.T) {
	policy := Raw{
		"server": "wv0042", "agent_id_from": "EXT", "hotkey": "ctrl+f12", "language": "pt", "feedback": "sound",
		"press_gap_ms": json.Number("700"), "timeout_s": int64(60), "proxy": "none", "autostart": true, "warm": "off",
		"ca_file": "/etc/ca.pem", "managed_by": map[string]any{"name": "Desk IT", "contact": "1234", "link": "https://it.example/"},
		"ask_agent_id": "start", "lock_settings": json.Number("1"), "hide_quit": "on", "log_level": "debug", "run_where": "local", "token_store": "keychain",
	}
	e := Merge(Layers{Policy: policy, Environ: func(name string) string { return map[string]string{"EXT": " 777 "}[name] }})
	want := Values{
		Server: "0042", AgentID: "777", AgentIDFrom: "EXT", Hotkey: Chord{Ctrl: true, Key: "F12"}, Language: "pt", Feedback: "sound",
		PressGap: 700 * time.Millisecond, Timeout: time.Minute, Proxy: "none", Autostart: true, Warm: "off",
		CAFile: "/etc/ca.pem", ManagedBy: ManagedBy{"Desk IT", "1234", "https://it.example/"},
		AskAgentID: "start", LockSettings: true, HideQuit: true, LogLevel: "debug", RunWhere: "local", TokenStore: "keychain",
	}
	if e.Values != want {
		t.Errorf("got %+v, want %+v", e.Values, want)
	}
	texts := []string{
		"0042", "777", "EXT", "Ctrl+F12", "pt", "sound", "700", "60", "none", "on", "off",
		"/etc/ca.pem", "Desk IT, 1234, https://it.example/", "start", "on", "on", "debug", "local", "keychain",
	}
	for i, k := range Keys() {
		if got := e.Text(k); got != texts[i] {
			t.Errorf("Text(%s): got %q, want %q", k, got, texts[i])
		}
		if !e.Enforced(k) {
			t.Errorf("%s: got origin %s, want policy", k, e.Origin(k))
		}
	}
	if e.Text("token") != "" || problems(e) != "" || len(e.Missing()) != 0 {
		t.Errorf("got problems %s, missing %v", problems(e), e.Missing())
	}
	if reflect.TypeFor[Values]().NumField() != len(Keys()) {
		t.Error("there are fields without a key, or keys without a field")
	}
}

// The same key is set everywhere, and the strongest origin is removed step by step.
func TestOrderOfOrigins(t *testing.T) {
	l := Layers{
		Policy: Raw{"server": "0001"}, UserPolicy: Raw{"server": "0002"}, User: Raw{"server": "0003"},
		PolicyDefault: Raw{"server": "0004"}, UserDefault: Raw{"server": "0005"}, Machine: Raw{"server": "0006"},
	}
	for _, c := range []struct {
		drop   *Raw
		server string
		origin Origin
	}{
		{&l.Policy, "0001", OriginPolicy},
		{&l.UserPolicy, "0002", OriginPolicy},
		{&l.User, "0003", OriginUser},
		{&l.PolicyDefault, "0004", OriginPolicyDefault},
		{&l.UserDefault, "0005", OriginPolicyDefault},
		{&l.Machine, "0006", OriginMachine},
		{nil, "", OriginBuiltIn},
	} {
		e := Merge(l)
		if e.Server != c.server || e.Origin(Server) != c.origin || e.Enforced(Server) != (c.origin == OriginPolicy) {
			t.Errorf("got %q from %s, want %q from %s", e.Server, e.Origin(Server), c.server, c.origin)
		}
		if c.drop == nil {
			break
		}
		// Each of these counts as unset or is a problem, and the next origin counts.
		for _, nothing := range []any{"", " \t", nil, map[string]any{}, "nonsense", json.Number("42"), true, []any{"0042"}, 3.5} {
			(*c.drop)["server"] = nothing
			if got := Merge(l).Origin(Server); got == c.origin && Merge(l).Server == c.server {
				t.Errorf("%#v from %s serves", nothing, c.origin)
			}
		}
		*c.drop = nil
	}
}

func TestBadAndUnknownValuesAreProblemsAndTheNextServes(t *testing.T) {
	e := Merge(Layers{
		Policy: Raw{"language": "fr", "Server": "0042", "managed_by": map[string]any{"name": "IT", "link": "javascript:alert(1)"}},
		User: Raw{
			"language": "es", "server": json.Number("42"), "press_gap_ms": json.Number("1.5"), "timeout_s": true, "autostart": "perhaps",
			"ca_file": "/home/agent/ca.pem", "token": "0a1b2c3d4e5f60718293a4b5c6d7", "hotkey": "Alt+F4", "proxy": "http://u:pw@h:1",
		},
		PolicyDefault: Raw{"timeout_s": json.Number("3"), "run_where": "local", "defaults": map[string]any{}},
		Machine:       Raw{"hide_quit": int64(1), "timeout_s": 20.0, "press_gap_ms": "800"},
	})
	want := strings.Join([]string{
		`policy Server unknown_key ""`,
		`policy language not_one_of "fr"`,
		`policy managed_by link_format "javascript:alert(1)"`,
		`user autostart not_one_of "perhaps"`,
		`user ca_file policy_only ""`,
		`user hotkey chord_system "Alt+F4"`,
		`user press_gap_ms number_format "1.5"`,
		`user proxy proxy_password "…@h:1"`,
		`user server not_text ""`,
		`user timeout_s wrong_type ""`,
		`user token unknown_key ""`,
		`policy default defaults unknown_key ""`,
		`policy default timeout_s number_range "3"`,
		`machine hide_quit policy_only ""`,
	}, "\n")
	if got := problems(e); got != want {
		t.Errorf("problems: got\n%s\nwant\n%s", got, want)
	}
	if e.Language != "es" || e.CAFile != "" || e.HideQuit || e.Timeout != 20*time.Second || e.PressGap != 800*time.Millisecond ||
		e.RunWhere != "local" || e.Hotkey != DefaultChord() || e.Proxy != "system" || e.ManagedBy != (ManagedBy{}) {
		t.Errorf("got %+v", e.Values)
	}
}

func TestOnlyAPolicySetsWhatWeakensVerificationOrHidesThings(t *testing.T) {
	for _, k := range Keys() {
		if !k.PolicyOnly() {
			continue
		}
		good := map[Key]any{
			CAFile: "/ca.pem", KeyManagedBy: "IT", AskAgentID: "start", LockSettings: true, HideQuit: true, LogLevel: "debug", RunWhere: "remote", TokenStore: "keychain",
		}[k]
		for _, l := range []Layers{{User: Raw{string(k): good}}, {Machine: Raw{string(k): good}}} {
			e := Merge(l)
			if e.Origin(k) != OriginBuiltIn || e.Values != BuiltIn() || len(e.Problems()) != 1 || e.Problems()[0].Code != CodePolicyOnly {
				t.Errorf("%s: got %s from %s, problems %s", k, e.Text(k), e.Origin(k), problems(e))
			}
		}
		for _, l := range []Layers{{Policy: Raw{string(k): good}}, {UserPolicy: Raw{string(k): good}}, {PolicyDefault: Raw{string(k): good}}, {UserDefault: Raw{string(k): good}}} {
			if e := Merge(l); e.Values == BuiltIn() || problems(e) != "" {
				t.Errorf("%s: got %s from %s, problems %s", k, e.Text(k), e.Origin(k), problems(e))
			}
		}
	}
}

// The extension belongs to the person: a wrong one holds somebody else's call.
func TestWhoseExtensionCounts(t *testing.T) {
	id := func(s string) Raw { return Raw{"agent_id": s} }
	from := Raw{"agent_id_from": "EXT"}
	ask := Raw{"ask_agent_id": "start"}
	both := Raw{"agent_id_from": "EXT", "ask_agent_id": "start"}
	for _, c := range []struct {
		name   string
		l      Layers
		env    string
		want   string
		origin Origin
		fixed  bool
		said   string
	}{
		{name: "the user's own", l: Layers{User: id("111")}, want: "111", origin: OriginUser},
		{name: "the user's own policy", l: Layers{UserPolicy: id("222"), User: id("111")}, want: "222", origin: OriginPolicy, fixed: true},
		{name: "a start value for this user", l: Layers{UserDefault: id("333")}, want: "333", origin: OriginPolicyDefault},
		{name: "a machine policy is ignored", l: Layers{Policy: id("999")}, origin: OriginBuiltIn, said: `policy agent_id agent_id_not_per_user ""`},
		{name: "a machine policy does not hide the user's", l: Layers{Policy: id("999"), User: id("111")}, want: "111", origin: OriginUser, said: `policy agent_id agent_id_not_per_user ""`},
		{name: "a machine default is ignored", l: Layers{PolicyDefault: id("999")}, origin: OriginBuiltIn, said: `policy default agent_id agent_id_not_per_user ""`},
		{name: "the installer's is ignored", l: Layers{Machine: id("999")}, origin: OriginBuiltIn, said: `machine agent_id agent_id_not_per_user ""`},
		{name: "a bad one", l: Layers{User: id("12a")}, origin: OriginUser, said: `user agent_id agent_id_digits "12a"`},
		{name: "a number is no text", l: Layers{User: Raw{"agent_id": json.Number("12")}}, origin: OriginUser, said: `user agent_id not_text ""`},

		{name: "the variable wins", l: Layers{Policy: from, User: id("111")}, env: "444", want: "444", origin: OriginPolicy},
		{name: "the user's variable wins over the user's number", l: Layers{User: Raw{"agent_id_from": "EXT", "agent_id": "111"}}, env: "444", want: "444", origin: OriginUser},
		{name: "an empty variable: never the older number", l: Layers{Policy: from, User: id("111")}, origin: OriginPolicy, said: `policy agent_id_from env_empty "EXT"`},
		{name: "a blank variable: never the older number", l: Layers{Machine: from, User: id("111")}, env: " \t", origin: OriginMachine, said: `machine agent_id_from env_empty "EXT"`},
		{name: "a bad variable: never the older number, its content not told", l: Layers{Policy: from, User: id("111")}, env: "hunter2", origin: OriginPolicy, said: `policy agent_id_from env_value "EXT"`},
		{name: "a bad name: never the older number", l: Layers{Policy: Raw{"agent_id_from": "$EXT"}, User: id("111")}, env: "444", origin: OriginBuiltIn, said: `policy agent_id_from env_format "$EXT"`},
		{name: "a name of a wrong type: never the older number", l: Layers{Policy: Raw{"agent_id_from": true}, User: id("111")}, origin: OriginBuiltIn, said: `policy agent_id_from not_text ""`},
		{name: "a bad name: never a weaker one", l: Layers{Policy: Raw{"agent_id_from": "$EXT"}, PolicyDefault: from, User: from}, env: "444", origin: OriginBuiltIn, said: `policy agent_id_from env_format "$EXT"`},
		{name: "a bad name in a weaker place", l: Layers{Policy: from, User: Raw{"agent_id_from": "$EXT"}}, env: "444", want: "444", origin: OriginPolicy, said: `user agent_id_from env_format "$EXT"`},
		{name: "an enforced name that is bad: never the enforced number", l: Layers{Policy: Raw{"agent_id_from": "$EXT"}, UserPolicy: id("222")}, origin: OriginBuiltIn, said: `policy agent_id_from env_format "$EXT"`},
		{name: "a user's bad name under an enforced number", l: Layers{UserPolicy: id("222"), User: Raw{"agent_id_from": "$EXT"}}, want: "222", origin: OriginPolicy, fixed: true, said: `user agent_id_from env_format "$EXT"`},
		{name: "an empty name is unset", l: Layers{Policy: Raw{"agent_id_from": ""}, User: id("111")}, want: "111", origin: OriginUser},

		{name: "the menu wins over the variable", l: Layers{Policy: from, MenuAgentID: "555"}, env: "444", want: "555", origin: OriginUser},
		{name: "the menu wins over an empty variable", l: Layers{Policy: from, MenuAgentID: "555"}, want: "555", origin: OriginUser},
		{name: "the menu wins over a bad name", l: Layers{Policy: Raw{"agent_id_from": "$EXT"}, MenuAgentID: "555"}, want: "555", origin: OriginUser, said: `policy agent_id_from env_format "$EXT"`},
		{name: "the menu works where settings are locked", l: Layers{Policy: Raw{"lock_settings": true, "agent_id_from": "EXT"}, User: id("111"), MenuAgentID: "555"}, env: "444", want: "555", origin: OriginUser},
		{name: "a bad menu value is said and not used", l: Layers{Policy: from, User: id("111"), MenuAgentID: "5x"}, env: "444", want: "444", origin: OriginPolicy, said: `user agent_id agent_id_digits "5x"`},
		{name: "a choice of a log-on counts beside a variable only", l: Layers{User: id("111"), MenuAgentID: "555"}, want: "111", origin: OriginUser},
		{name: "an enforced number stands against menu and the user's variable", l: Layers{UserPolicy: id("222"), User: from, MenuAgentID: "555"}, env: "444", want: "222", origin: OriginPolicy, fixed: true},
		{name: "an enforced variable stands against an enforced number", l: Layers{Policy: from, UserPolicy: id("222")}, env: "444", want: "444", origin: OriginPolicy},
		{name: "an answer", l: Layers{Policy: ask, AnsweredAgentID: "666"}, want: "666", origin: OriginUser},
		{name: "an answer wins over the user's file", l: Layers{Policy: ask, User: id("111"), AnsweredAgentID: "666"}, want: "666", origin: OriginUser},
		{name: "no answer: never the older number", l: Layers{Policy: ask, User: id("111"), UserDefault: id("333")}, origin: OriginBuiltIn},
		{name: "no answer: not the choice of a log-on either", l: Layers{PolicyDefault: ask, MenuAgentID: "555"}, origin: OriginBuiltIn},
		{name: "a bad answer: never the older number", l: Layers{Policy: ask, User: id("111"), AnsweredAgentID: "6 6"}, origin: OriginBuiltIn, said: `user agent_id agent_id_digits "6 6"`},
		{name: "nobody is asked for a number that the user's own policy sets", l: Layers{Policy: ask, UserPolicy: id("222"), AnsweredAgentID: "666"}, want: "222", origin: OriginPolicy, fixed: true},
		{name: "the variable is the answer", l: Layers{Policy: both, AnsweredAgentID: "666"}, env: "444", want: "444", origin: OriginPolicy},
		{name: "an empty variable, and an answer of another log-on", l: Layers{Policy: both, User: id("111"), AnsweredAgentID: "666"}, origin: OriginPolicy, said: `policy agent_id_from env_empty "EXT"`},
		{name: "an empty variable, answered in this log-on", l: Layers{Policy: both, MenuAgentID: "555", AnsweredAgentID: "555"}, want: "555", origin: OriginUser},

		{name: "a bad number: never a suggested one", l: Layers{User: id("1O1"), UserDefault: id("333")}, origin: OriginUser, said: `user agent_id agent_id_digits "1O1"`},
		{name: "a number of a wrong type: never a suggested one", l: Layers{User: Raw{"agent_id": true}, UserDefault: id("333")}, origin: OriginUser, said: `user agent_id not_text ""`},
		{name: "a bad enforced number: never the user's", l: Layers{Policy: ask, UserPolicy: id("2-2"), User: id("111"), AnsweredAgentID: "666"}, origin: OriginPolicy, fixed: true, said: `policy agent_id agent_id_digits "2-2"`},
		{name: "a bad suggested number under the user's", l: Layers{User: id("111"), UserDefault: id("3x")}, want: "111", origin: OriginUser, said: `policy default agent_id agent_id_digits "3x"`},
		{name: "a bad number under a variable", l: Layers{Policy: from, User: id("1O1")}, env: "444", want: "444", origin: OriginPolicy, said: `user agent_id agent_id_digits "1O1"`},
		{name: "a number for the whole machine decides nothing", l: Layers{Policy: id("999"), User: id("111")}, want: "111", origin: OriginUser, said: `policy agent_id agent_id_not_per_user ""`},
		{name: "an empty number is unset", l: Layers{User: id(""), UserDefault: id("333")}, want: "333", origin: OriginPolicyDefault},

		{name: "unread settings: never a suggested number", l: Layers{UserUnread: true, UserDefault: id("333")}, origin: OriginBuiltIn},
		{name: "unread settings: never a suggested variable", l: Layers{UserUnread: true, PolicyDefault: from}, env: "444", origin: OriginPolicyDefault},
		{name: "unread settings: never the installer's variable", l: Layers{UserUnread: true, Machine: from}, env: "444", origin: OriginMachine},
		{name: "unread settings do not touch an enforced number", l: Layers{UserUnread: true, UserPolicy: id("222")}, want: "222", origin: OriginPolicy, fixed: true},
		{name: "unread settings do not touch an enforced variable", l: Layers{UserUnread: true, Policy: from}, env: "444", want: "444", origin: OriginPolicy},
		{name: "unread settings do not touch an answer", l: Layers{UserUnread: true, Policy: ask, AnsweredAgentID: "666"}, want: "666", origin: OriginUser},
		{name: "settings that were read before", l: Layers{UserUnread: true, User: id("111")}, want: "111", origin: OriginUser},
		{name: "an unread choice: never the variable that it may replace", l: Layers{ByHandUnread: true, Policy: from}, env: "444", origin: OriginPolicy},
		{name: "an unread choice where none counts", l: Layers{ByHandUnread: true, User: id("111")}, want: "111", origin: OriginUser},
		{name: "an unread answer is asked for", l: Layers{ByHandUnread: true, Policy: ask, User: id("111")}, origin: OriginBuiltIn},
		{name: "an unread policy: never a number that is not enforced", l: Layers{PolicyUnread: true, User: id("111"), UserDefault: id("333")}, origin: OriginBuiltIn},
		{name: "an unread policy: never a variable that is not enforced", l: Layers{PolicyUnread: true, User: from}, env: "444", origin: OriginUser},
		{name: "an unread policy does not touch what is given by hand", l: Layers{PolicyUnread: true, User: id("111"), MenuAgentID: "555"}, want: "555", origin: OriginUser},
		{name: "an unread policy does not touch this user's", l: Layers{PolicyUnread: true, UserPolicy: id("222")}, want: "222", origin: OriginPolicy, fixed: true},
		{name: "a bad ask_agent_id asks", l: Layers{Policy: Raw{"ask_agent_id": "strat"}, User: id("111")}, origin: OriginBuiltIn, said: `policy ask_agent_id not_one_of "strat"`},
		{name: "a bad suggested ask_agent_id asks", l: Layers{UserDefault: Raw{"ask_agent_id": true}, User: id("111"), AnsweredAgentID: "666"}, want: "666", origin: OriginUser, said: `policy default ask_agent_id not_text ""`},
		{name: "a bad ask_agent_id after a good one", l: Layers{Policy: Raw{"ask_agent_id": "never"}, PolicyDefault: Raw{"ask_agent_id": "strat"}, User: id("111")}, want: "111", origin: OriginUser, said: `policy default ask_agent_id not_one_of "strat"`},
		{name: "an enforced variable that is empty: never the enforced number", l: Layers{Policy: from, UserPolicy: id("222")}, origin: OriginPolicy, said: `policy agent_id_from env_empty "EXT"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.l.Environ = func(name string) string {
				if name != "EXT" {
					t.Errorf("the variable %q was looked up", name)
				}
				return c.env
			}
			e := Merge(c.l)
			if e.AgentID != c.want || e.Text(AgentID) != c.want || e.Origin(AgentID) != c.origin || e.AgentIDFixed() != c.fixed {
				t.Errorf("got %q from %s, fixed %v; want %q from %s, %v", e.AgentID, e.Origin(AgentID), e.AgentIDFixed(), c.want, c.origin, c.fixed)
			}
			unread := c.l.UserUnread || c.l.PolicyUnread || c.l.ByHandUnread && e.AskAgentID != askAtStart
			if (e.NoAgentID() != "") != (c.want == "" && (unread || e.AgentIDIsTemporary())) || (e.NoAgentID() == CodeAgentIDUnread) != (c.want == "" && unread) {
				t.Errorf("got %q as the reason for none", e.NoAgentID())
			}
			if byDay := e.AgentIDIsTemporary() && !c.l.PolicyUnread && !strings.Contains(fmt.Sprint(c.l), "agent_id_from"); e.AgentIDByDay() != byDay {
				t.Errorf("by day: got %v, want %v", e.AgentIDByDay(), byDay)
			}
			if want := c.want == "" && e.AskAgentID == "start" && !c.fixed; e.AsksAgentID() != want {
				t.Errorf("asks: got %v, want %v", e.AsksAgentID(), want)
			}
			missing := strings.Contains(fmt.Sprint(e.Missing()), "agent_id")
			if missing != (c.want == "") {
				t.Errorf("got missing %v", e.Missing())
			}
			if got := problems(e); got != c.said {
				t.Errorf("problems: got %s, want %s", got, c.said)
			}
		})
	}
	if e := Merge(Layers{User: Raw{"agent_id_from": "EXT", "agent_id": "111"}}); e.AgentID != "" {
		t.Errorf("without an environment: got %q, want nothing", e.AgentID)
	}
}

func TestManagedByIsTextThatCanBeShown(t *testing.T) {
	for _, c := range []struct {
		in   any
		want ManagedBy
		said string
	}{
		{"Desk IT", ManagedBy{Name: "Desk IT"}, ""},
		{map[string]any{"name": " Desk IT ", "contact": nil}, ManagedBy{Name: "Desk IT"}, ""},
		{map[string]any{"link": "mailto:it@it.example"}, ManagedBy{Link: "mailto:it@it.example"}, ""},
		{map[string]any{"name": "IT", "link": ""}, ManagedBy{Name: "IT"}, ""},
		{map[string]any{"name": strings.Repeat("x", 200)}, ManagedBy{Name: strings.Repeat("x", 200)}, ""},
		{map[string]any{"name": "\xff"}, ManagedBy{}, `policy managed_by wrong_type "�"`},
		{map[string]any{"link": "https://["}, ManagedBy{}, `policy managed_by link_format "https://["`},
		{map[string]any{"link": "mailto:"}, ManagedBy{}, `policy managed_by link_format "mailto:"`},
		{map[string]any{"link": "http://it.example"}, ManagedBy{}, `policy managed_by link_format "http://it.example"`},
		{map[string]any{"link": "file:///etc/passwd"}, ManagedBy{}, `policy managed_by link_format "file:///etc/passwd"`},
		{map[string]any{"link": "https:it"}, ManagedBy{}, `policy managed_by link_format "https:it"`},
		{map[string]any{"name": "a\nb"}, ManagedBy{}, `policy managed_by wrong_type "ab"`},
		{map[string]any{"name": "a\u202eb"}, ManagedBy{}, `policy managed_by wrong_type "ab"`},
		{map[string]any{"name": strings.Repeat("x", 201)}, ManagedBy{}, `policy managed_by too_long "` + strings.Repeat("x", 80) + `"`},
		{map[string]any{"name": 1.0}, ManagedBy{}, `policy managed_by wrong_type ""`},
		{map[string]any{"fax": "1"}, ManagedBy{}, `policy managed_by.fax unknown_key ""`},
		{[]any{}, ManagedBy{}, `policy managed_by wrong_type ""`},
	} {
		e := Merge(Layers{Policy: Raw{"managed_by": c.in}})
		if e.ManagedBy != c.want || problems(e) != c.said {
			t.Errorf("%v: got %+v, %s, want %+v, %s", c.in, e.ManagedBy, problems(e), c.want, c.said)
		}
	}
}

func TestCAFileIsAWholePathOfAnySystem(t *testing.T) {
	for path, want := range map[string]string{
		"/etc/ssl/own.pem": "", `C:\ProgramData\ca.pem`: "", "c:/ca.pem": "", `\\server\share\ca.pem`: "",
		"ca.pem": CodePathFormat, "./ca.pem": CodePathFormat, "/": CodePathFormat, "C:ca.pem": CodePathFormat, "/a\x00b": CodePathFormat, "~/ca.pem": CodePathFormat,
		"C:": CodePathFormat, `C:\`: CodePathFormat, `1:\ca.pem`: CodePathFormat, `CC\ca.pem`: CodePathFormat, `\\`: CodePathFormat,
		"/" + strings.Repeat("a", maxPath-1): "", "/" + strings.Repeat("a", maxPath): CodeTooLong,
	} {
		e := Merge(Layers{Policy: Raw{"ca_file": path}})
		got := ""
		if ps := e.Problems(); len(ps) > 0 {
			got = ps[0].Code
		}
		if got != want || (want == "") != (e.CAFile == path) {
			t.Errorf("%.40q: got %q, %s, want %s", path, e.CAFile, got, want)
		}
	}
}

// What is off stays off, and what is empty is unset, in whatever form a file or a registry
// has it.
func TestValuesOfEveryForm(t *testing.T) {
	on := Raw{"autostart": true, "lock_settings": "on", "hide_quit": 1}
	for _, off := range []any{false, "off", 0, int64(0), uint64(0), 0.0, json.Number("0")} {
		e := Merge(Layers{Policy: Raw{"autostart": off, "lock_settings": off, "hide_quit": off}, PolicyDefault: on})
		if e.Autostart || e.LockSettings || e.HideQuit || problems(e) != "" {
			t.Errorf("%T %v: got %+v, %s", off, off, e.Values, problems(e))
		}
	}
	for _, empty := range []any{nil, "", " ", map[string]any{}, map[string]any{"name": "", "link": nil}} {
		if e := Merge(Layers{Policy: Raw{"managed_by": empty}}); e.Origin(KeyManagedBy) != OriginBuiltIn || problems(e) != "" {
			t.Errorf("%#v: got the origin %s, %s", empty, e.Origin(KeyManagedBy), problems(e))
		}
	}
	if got := Merge(Layers{Policy: Raw{"managed_by": "IT"}}).Text(KeyManagedBy); got != "IT" {
		t.Errorf("a name alone: got %q", got)
	}
	for _, c := range []struct {
		key  Key
		in   any
		want string
	}{
		{Server, map[string]any{"name": "0042"}, "wrong_type"},
		{Autostart, []any{}, "wrong_type"},
		{PressGapMS, 1200.5, "number_format"},
		{PressGapMS, 1e15, "number_format"},
		{Language, "on", "not_one_of"},
	} {
		if e := Merge(Layers{Policy: Raw{string(c.key): c.in}}); len(e.Problems()) != 1 || e.Problems()[0].Code != c.want {
			t.Errorf("%s %v: got %s, want %s", c.key, c.in, problems(e), c.want)
		}
	}
}

func TestProblemsAreBounded(t *testing.T) {
	raw := Raw{}
	for i := range 10_000 {
		raw[fmt.Sprintf("key\n%d", i)] = strings.Repeat("x", 100)
	}
	raw["server"] = "0042"
	e := Merge(Layers{User: raw})
	if len(e.Problems()) != maxProblems || e.Server != "0042" {
		t.Errorf("got %d problems and server %q", len(e.Problems()), e.Server)
	}
	if strings.Contains(problems(e)[:20], "key\n") {
		t.Errorf("got an unstripped key: %s", problems(e)[:20])
	}
}

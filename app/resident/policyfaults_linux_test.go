package resident

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/checks"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestAFaultyPolicyIsToldAndStopsNothing puts each fault into a real file: it is in
// the log and named by doctor, the next origin serves, and a press can be sent.
func TestAFaultyPolicyIsToldAndStopsNothing(t *testing.T) {
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const good = `{"server":"0001","timeout_s":33}`
	for _, c := range []struct {
		name   string
		text   string
		spoil  func(path string)
		server string // that the next press goes to: 0042 is the agent's own
		want   []string
	}{
		{"empty", "", nil, "0042", []string{"it is not well formed"}},
		{"torn", `{"server":"00`, nil, "0042", []string{"it is not well formed"}},
		{"an array", `["server","0001"]`, nil, "0042", []string{"does not contain keys and values"}},
		{"10 MB", `{"server":"0001","x":"` + strings.Repeat("x", 10<<20) + `"}`, nil, "0042", []string{"it is too big"}},
		{"two objects", good + good, nil, "0042", []string{"it is not well formed"}},
		{"a key that stands twice", `{"server":"0001","server":"0002"}`, nil, "0042", []string{"it is not well formed"}},
		{"wrong types", `{"server":1,"timeout_s":"x","language":["es"],"hide_quit":"perhaps","managed_by":[],"proxy":"none"}`, nil, "0042",
			[]string{`Write it as text, in quotes, such as "0042"`, "timeout_s", "language has the wrong type", `hide_quit "perhaps" is not one of: on, off`, "managed_by has the wrong type"}},
		{"from YAML without quotes", `{"server":34,"hotkey":9,"warm":false,"language":false,"defaults":{"feedback":1}}`, nil, "0042", []string{
			`server was given as a number or as true/false. Write it as text, in quotes, such as "0042"`, `such as "Ctrl+Shift+F10"`, `warm was given as`, `such as "es"`, `feedback was given as`}},
		{"unknown keys", `{"server":"0001","token":"secretsecret","Server":"0002","no\u202ething":1}`, nil, "0001",
			[]string{"token: there is no such setting", "Server: there is no such setting", "nothing: there is no such setting"}},
		{"enforced and a starting value at once", `{"server":"0001","defaults":{"server":"0002"}}`, nil, "0001", nil},
		{"an enforced value that is invalid", `{"server":"wv0042.evil.example","press_gap_ms":5,"language":"fr"}`, nil, "0042",
			[]string{"evil.example", `press_gap_ms "5" is out of range. Use a number from 700 to 5000`, `language "fr" is not one of: auto, es, pt, en`}},
		{"an enforced value that is invalid, a starting value that is good", `{"timeout_s":"x","defaults":{"press_gap_ms":1500,"timeout_s":21}}`, nil, "0042", []string{"timeout_s"}},
		{"starting values that are no object", `{"server":"0001","defaults":"es"}`, nil, "0001", []string{"does not contain keys and values"}},
		{"an extension for the whole machine", `{"server":"0001","agent_id":"99999","defaults":{"agent_id":"88888"}}`, nil, "0001", []string{"an extension belongs to a person"}},
		{"world-writable", good, func(path string) { do(os.Chmod(path, 0o666)) }, "0042", []string{"users other than root can write to it"}},
		{"in a folder that is world-writable", good, func(path string) { do(os.Chmod(filepath.Dir(path), 0o777)) }, "0042", []string{"users other than root can change its folder"}},
		{"a symlink", good, func(path string) { do(os.Rename(path, path+".real")); do(os.Symlink(path+".real", path)) }, "0042", []string{"it is a link"}},
		{"a folder", good, func(path string) { do(os.Remove(path)); do(os.Mkdir(path, 0o755)) }, "0042", []string{"it is not a regular file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "wolkvox-hold")
			path := filepath.Join(folder, "policy.json")
			do(os.Mkdir(folder, 0o755))
			do(os.WriteFile(path, []byte(c.text), 0o644))
			if c.spoil != nil {
				c.spoil(path)
			}
			o := newOffice(t, mine)
			o.P.PolicyReader = func() policy.Policy { return policy.ReadFile(path, uint32(os.Getuid())) }
			o.r.policyChanged()

			now := o.r.live.Now()
			if now.Reason != "" || now.Client.Server != c.server || now.Client.AgentID != "12435" {
				t.Errorf("the next press: %q, server %s, extension %s; want server %s", now.Reason, now.Client.Server, now.Client.AgentID, c.server)
			}
			if now.HideQuit || now.CAFile != "" {
				t.Errorf("something was honoured: %+v", now.Values)
			}
			told := findings(t, o)
			for _, want := range c.want {
				if !strings.Contains(told, want) {
					t.Errorf("doctor does not say %q:\n%s", want, told)
				}
				if quoted := strings.ReplaceAll(want, `"`, `\"`); !strings.Contains(strings.ReplaceAll(o.log.String(), `\\`, `\`), quoted) {
					t.Errorf("the log does not say %q:\n%.2000s", want, &o.log)
				}
			}
			if c.want == nil && strings.Contains(told, "not used") {
				t.Errorf("doctor finds fault:\n%s", told)
			}
			for _, text := range []string{told, o.log.String()} {
				if strings.Contains(text, "secretsecret") || strings.Contains(text, "\u202e") || len(text) > 1<<16 {
					t.Errorf("told too much: %.300q", text)
				}
			}

			// config show still answers, with the origin of each value.
			var out bytes.Buffer
			o.P.Stdout = &out
			if code := runLine(t.Context(), o.P, []string{"config", "show", "--json"}); code != env.ExitDone || !json.Valid(out.Bytes()) {
				t.Errorf("config show: exit %d, %.300s", code, &out)
			}
		})
	}
}

// findings is what doctor says about the settings.
func findings(t *testing.T, o *office) string {
	t.Helper()
	x := checks.New(o.P, o.P.LoadWithin(noHurry, nil))
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, channel.ErrNoResident }
	found := x.Settings(t.Context())
	well := !slices.ContainsFunc(found, func(f checks.Finding) bool { return f.State == checks.Trouble })
	if len(found) == 0 || !well {
		t.Errorf("doctor: well %v with %d findings", well, len(found))
	}
	return fmt.Sprint(found)
}

// TestOriginsFromAPolicyFile walks one desk through every origin that Linux has.
func TestOriginsFromAPolicyFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "wolkvox-hold")
	path := filepath.Join(folder, "policy.json")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{
		"server": "wv0042.wolkvox.com", "lock_settings": true, "agent_id": "99999", "warm": "", "press_gap_ms": 99,
		"managed_by": {"name": "IT desk", "contact": "ext. 100"},
		"defaults": {"feedback": "sound", "hotkey": "Ctrl+Shift+F10", "server": "0002"}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, settings.Raw{"feedback": "icon", "press_gap_ms": 2000, "agent_id": "12435", "server": "0003"})
	o.P.PolicyReader = func() policy.Policy { return policy.ReadFile(path, uint32(os.Getuid())) }
	var out bytes.Buffer
	o.P.Stdout = &out
	if code := runLine(t.Context(), o.P, []string{"config", "show", "--json"}); code != env.ExitDone {
		t.Fatalf("exit %d, %s", code, &o.Err)
	}
	var shown struct {
		Policy   string
		Settings []env.Setting
	}
	if err := json.Unmarshal(out.Bytes(), &shown); err != nil || shown.Policy != path || len(shown.Settings) != len(settings.Keys()) {
		t.Fatalf("got %v, policy %q, %d settings", err, shown.Policy, len(shown.Settings))
	}
	got := map[string]string{}
	for _, s := range shown.Settings {
		got[s.Key] = s.Value + " by " + s.Origin
		if s.Enforced != (s.Origin == "policy") {
			t.Errorf("%s: enforced %v by %s", s.Key, s.Enforced, s.Origin)
		}
	}
	for key, want := range map[string]string{
		"server":        "0042 by policy",
		"lock_settings": "on by policy",
		"managed_by":    "IT desk, ext. 100 by policy",
		"agent_id":      "12435 by user",
		"feedback":      "icon by user",
		"press_gap_ms":  "2000 by user", // the policy's is out of range
		"hotkey":        "Ctrl+Shift+F10 by policy default",
		"warm":          "auto by built in", // an empty value counts as unset
		"run_where":     "any by built in",
	} {
		if got[key] != want {
			t.Errorf("%s: got %s, want %s", key, got[key], want)
		}
	}
}

// TestSettingsOfAnotherUser: in a config folder that several users share, or under sudo,
// nobody gets another user's extension.
func TestSettingsOfAnotherUser(t *testing.T) {
	need.OtherUser(t)
	o := newOffice(t, mine)
	path := o.File().Path
	if err := os.Chown(path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	l := o.P.Load()
	if l.AgentID != "" || l.Server != "" {
		t.Errorf("got the extension %q and server %q of somebody else", l.AgentID, l.Server)
	}
	if s := o.P.Troubles(l); len(s) != 1 || s[0] != o.P.Words.ForeignFile(path) {
		t.Errorf("said %q", s)
	}
	x := checks.New(o.P, l)
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, env.ErrSlow }
	if codes := findingCodes(x.Settings(t.Context())); !strings.Contains(codes, "warning:settings_foreign") {
		t.Errorf("doctor: %s", codes)
	}
	if code := runLine(t.Context(), o.P, []string{"config", "set", "server", "0001"}); code != env.ExitFailed {
		t.Errorf("config set: exit %d, want %d", code, env.ExitFailed)
	}
}

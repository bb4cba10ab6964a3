package resident

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/livesettings"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// The real keys. These tests need their own Wine prefix and fail elsewhere, so that they
// never overwrite the policy of a real machine.
type realKeys struct{ t *testing.T }

func emptyRegistry(t *testing.T) realKeys {
	t.Helper()
	k := realKeys{t}
	for _, hive := range []registry.Key{registry.LOCAL_MACHINE, registry.CURRENT_USER} {
		for _, path := range []string{policy.PolicyKey, policy.MachineKey} {
			if key, err := registry.OpenKey(hive, path, registry.QUERY_VALUE|registry.WOW64_64KEY); err == nil {
				key.Close()
				t.Fatalf("this machine has %s: these tests would change it", path)
			}
		}
	}
	t.Cleanup(k.remove)
	return k
}

func (realKeys) remove() {
	for _, hive := range []registry.Key{registry.LOCAL_MACHINE, registry.CURRENT_USER} {
		for _, path := range []string{policy.PolicyKey, policy.MachineKey} {
			for _, sub := range []string{`\Defaults`, `\managed_by`, ``} {
				_ = registry.DeleteKey(hive, path+sub)
			}
		}
	}
}

func (k realKeys) set(hive registry.Key, path, name string, value any) {
	k.t.Helper()
	key, _, err := registry.CreateKey(hive, path, registry.SET_VALUE|registry.WOW64_64KEY)
	if err != nil {
		k.t.Fatal(err)
	}
	defer key.Close()
	switch v := value.(type) {
	case string:
		err = key.SetStringValue(name, v)
	case int:
		err = key.SetDWordValue(name, uint32(v))
	case []byte:
		err = key.SetBinaryValue(name, v)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

const hklm, hkcu = registry.LOCAL_MACHINE, registry.CURRENT_USER

// TestOriginsFromTheRegistry sets values in every origin and checks them with the commands
// that IT uses.
func TestOriginsFromTheRegistry(t *testing.T) {
	k := emptyRegistry(t)
	o := newOffice(t, settings.Raw{"feedback": "icon", "press_gap_ms": 2000, "language": "en"})
	o.P.PolicyReader = nil // the real one
	var out bytes.Buffer
	o.P.Stdout = &out

	k.set(hklm, policy.PolicyKey, "Server", "wv0042")
	k.set(hklm, policy.PolicyKey, "lock_settings", 1)
	k.set(hklm, policy.PolicyKey, "agent_id", "99999")
	k.set(hklm, policy.PolicyKey, "warm", "")
	k.set(hklm, policy.PolicyKey, "timeout_s", []byte("20"))
	k.set(hklm, policy.PolicyKey, "press_gap_ms", 99)
	k.set(hklm, policy.PolicyKey+`\managed_by`, "name", "IT desk")
	k.set(hklm, policy.PolicyKey+`\managed_by`, "Contact", "ext. 100")
	k.set(hklm, policy.PolicyKey+`\Defaults`, "feedback", "sound")
	k.set(hklm, policy.PolicyKey+`\Defaults`, "hotkey", "Ctrl+Shift+F10")
	k.set(hkcu, policy.PolicyKey, "server", "0001")
	k.set(hkcu, policy.PolicyKey, "agent_id", "12435")
	k.set(hklm, policy.MachineKey, "SERVER", "0003")
	k.set(hklm, policy.MachineKey, "HOTKEY", "Ctrl+Shift+F11")
	k.set(hklm, policy.MachineKey, "LANGUAGE", "es")
	k.set(hklm, policy.MachineKey, "AUTOSTART", "1")
	k.set(hklm, policy.MachineKey, "PROXY", "http://user:secret@proxy.example:3128")
	k.set(hklm, policy.MachineKey, "lock_settings", "1")

	if code := runLine(t.Context(), o.P, []string{"config", "show", "--json"}); code != env.ExitDone {
		t.Fatalf("config show: exit %d, %s", code, &o.Err)
	}
	var shown struct {
		Policy   string
		Settings []env.Setting
		Problems []string
	}
	if err := json.Unmarshal(out.Bytes(), &shown); err != nil {
		t.Fatal(err)
	}
	if want := `HKLM\` + policy.PolicyKey + `; HKCU\` + policy.PolicyKey; shown.Policy != want {
		t.Errorf("got policy %q, want %q", shown.Policy, want)
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
		"agent_id":      "12435 by policy", // the user's own policy
		"managed_by":    "IT desk, ext. 100 by policy",
		"feedback":      "icon by user",
		"press_gap_ms":  "2000 by user", // the policy's is out of range
		"language":      "en by user",
		"hotkey":        "Ctrl+Shift+F10 by policy default",
		"autostart":     "on by machine",
		"proxy":         "system by built in", // the installer was told one with a password
		"timeout_s":     "10 by built in",
		"warm":          "auto by built in",
	} {
		if got[key] != want {
			t.Errorf("%s: got %s, want %s", key, got[key], want)
		}
	}
	told := strings.Join(shown.Problems, "\n")
	for _, want := range []string{
		`HKLM\Software\Policies\WolkvoxHold\timeout_s is not used`,
		"press_gap_ms", "agent_id: an extension belongs to a person",
		"proxy address must not contain a password (machine)", "lock_settings: only IT can set this, by policy (machine)",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("not told: %s\nin %s", want, told)
		}
	}
	if strings.Contains(out.String(), "secret") {
		t.Errorf("a password is repeated: %s", &out)
	}

	out.Reset()
	_ = runLine(t.Context(), o.P, []string{"doctor"})
	for _, want := range []string{"timeout_s is not used", "a value for the whole computer is not used"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("doctor does not tell: %s\n%s", want, &out)
		}
	}

	o.Err.Reset()
	if code := runLine(t.Context(), o.P, []string{"config", "set", "server", "0005"}); code != env.ExitUsage || !strings.Contains(o.Err.String(), "set by IT desk (ext. 100)") {
		t.Errorf("an enforced key was set: exit %d, %s", code, &o.Err)
	}
}

// TestARunningResidentNoticesTheRegistry: the next press uses what a policy says,
// without a restart.
func TestARunningResidentNoticesTheRegistry(t *testing.T) {
	k := emptyRegistry(t)
	o := newOffice(t, mine)
	o.P.PolicyReader, o.P.Words.IT = nil, &words.HelpDesk{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- livesettings.WatchPolicy(ctx, func() { o.r.post(o.r.policyChanged) }) }()
	until := func(what string, good func() bool) {
		t.Helper()
		late := time.After(30 * time.Second)
		for !good() {
			select {
			case f := <-o.r.posted:
				f()
			case <-late:
				t.Fatalf("not noticed: %s", what)
			}
		}
	}
	server := func(want string) func() bool {
		return func() bool { return o.r.live.Now().Client.Server == want }
	}
	k.set(hklm, policy.PolicyKey, "server", "0001")
	until("a policy", server("0001"))
	k.set(hkcu, policy.PolicyKey, "timeout_s", 33)
	until("a policy of the user", func() bool { return o.r.live.Now().Timeout == 33*time.Second })
	k.set(hklm, policy.PolicyKey, "server", strings.Repeat("x", 1<<20))
	until("a bad value: the user's own serves", server("0042"))
	k.set(hklm, policy.PolicyKey, "hide_quit", 1)
	until("Quit is hidden", func() bool { items := o.r.view().Items; return items[len(items)-1].Hidden })
	k.set(hklm, policy.PolicyKey+`\managed_by`, "name", "IT desk")
	until("the help desk has a name", func() bool { return strings.HasSuffix(o.r.p.Words.CallIT(), "call IT desk.") })
	k.set(hklm, policy.MachineKey, "language", "pt")
	until("a machine setting", func() bool { return o.r.live.Now().Language == "pt" })
	k.remove()
	until("all is taken away", func() bool { l := o.r.live.Now(); return l.Language == "auto" && l.Timeout == 20*time.Second })
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestAutostartByCommand: the setting and the agent's own Run entry go together.
func TestAutostartByCommand(t *testing.T) {
	k := emptyRegistry(t)
	o := newOffice(t, nil)
	o.P.PolicyReader = nil
	entry := func() string {
		key, err := registry.OpenKey(hkcu, `Software\Microsoft\Windows\CurrentVersion\Run`, registry.QUERY_VALUE)
		if err != nil {
			return ""
		}
		defer key.Close()
		line, _, _ := key.GetStringValue("WolkvoxHold")
		return line
	}
	if entry() != "" {
		t.Fatal("this user has an autostart entry: this test would change it")
	}
	run := func(want int, args ...string) {
		t.Helper()
		if code := runLine(t.Context(), o.P, args); code != want {
			t.Errorf("%q: got exit %d, want %d: %s", args, code, want, &o.Err)
		}
	}
	run(env.ExitDone, "config", "set", "autostart", "on")
	if want := `"` + env.ResidentProgram() + `" --background`; entry() != want {
		t.Errorf("on: got %q, want %q", entry(), want)
	}
	run(env.ExitDone, "config", "set", "autostart", "off")
	if entry() != "" {
		t.Errorf("off: got %q", entry())
	}
	run(env.ExitDone, "--background") // as the machine's entry would start it

	k.set(hklm, policy.PolicyKey, "autostart", 1)
	run(env.ExitUsage, "config", "set", "autostart", "off")
	if o.P.Load().AutostartOff() {
		t.Error("policy says on, and the agent's off counts")
	}
}

// TestAppDataThatIsGone runs whole commands without an AppData folder.
func TestAppDataThatIsGone(t *testing.T) {
	for _, appData := range []string{`\\127.0.0.1\no-such-share\AppData`, `Q:\AppData`} {
		o := newOffice(t, mine)
		getenv := o.P.Getenv
		o.P.Getenv = func(k string) string {
			if k == "APPDATA" {
				return appData
			}
			return getenv(k)
		}
		o.r.reloadSettings()
		if now := o.r.live.Now(); now.Reason != "" || now.Client.AgentID != "12435" || now.FileErr == nil {
			t.Errorf("%s: got %q, extension %q, %v, want presses to go on", appData, now.Reason, now.Client.AgentID, now.FileErr)
		}
		if code := runLine(t.Context(), o.P, []string{"config", "set", "server", "0001"}); code != env.ExitFailed || !strings.Contains(o.Err.String(), o.P.Words.NotSaved(appData+`\wolkvox-hold\config.json`)) {
			t.Errorf("%s: got exit %d and %q", appData, code, &o.Err)
		}
	}
	if _, err := os.Stat(`Q:\`); err == nil {
		t.Error("there is a drive Q:, so nothing was tested")
	}
}

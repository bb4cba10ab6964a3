package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/checks"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestAWarmThatIsNeither: a bad value is refused by config set. One that is already in a
// file is reported, and the next origin is used.
func TestAWarmThatIsNeither(t *testing.T) {
	folder := t.TempDir()
	var out, errOut bytes.Buffer
	p := &env.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errOut, Getenv: func(key string) string {
		return map[string]string{"XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder, "XDG_RUNTIME_DIR": folder, "APPDATA": folder, "LOCALAPPDATA": folder}[key]
	}}
	run := func(want int, args ...string) (said, why string) {
		t.Helper()
		out.Reset()
		errOut.Reset()
		if code := Run(t.Context(), p, args); code != want {
			t.Errorf("%q: exit %d, want %d; %s", args, code, want, errOut.String())
		}
		return out.String(), errOut.String()
	}
	reason := p.WhyRefused(settings.Error{Key: settings.Warm, Code: settings.CodeNotOneOf, Value: "hot"})
	if _, why := run(env.ExitUsage, "config", "set", "warm", "hot"); !strings.Contains(why, reason) {
		t.Errorf("config set: got %q, want %q", why, reason)
	}
	if said, _ := run(env.ExitDone, "config", "get", "warm"); strings.TrimSpace(said) != "auto" {
		t.Errorf("config get: got %q, want auto", said)
	}
	for _, word := range []string{"off", "auto"} {
		run(env.ExitDone, "config", "set", "warm", word)
		if said, _ := run(env.ExitDone, "config", "get", "warm"); strings.TrimSpace(said) != word {
			t.Errorf("config get: got %q, want %s", said, word)
		}
	}

	b, err := json.Marshal(map[string]any{"warm": "hot"})
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, env.ProgramName, "config.json"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if said, _ := run(env.ExitDone, "config", "get", "warm"); strings.TrimSpace(said) != "auto" {
		t.Errorf("config get over a bad value: got %q, want auto", said)
	}
	// Not the command: it would start this program again, as the keychain's helper.
	if found := checks.New(p, p.Load()).Settings(t.Context()); !strings.Contains(found[0].Text, reason) {
		t.Errorf("doctor: got %q, want %q", found, reason)
	}

	policy := env.Snapshot{Effective: settings.Merge(settings.Layers{Policy: settings.Raw{"warm": "hot"}, User: settings.Raw{"warm": "off"}})}
	if got := p.Troubles(policy); policy.Warm != "off" || len(got) != 1 || !strings.Contains(got[0], reason) {
		t.Errorf("a bad policy: warm=%s serves, with %q", policy.Warm, got)
	}
}

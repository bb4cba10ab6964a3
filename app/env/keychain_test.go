package env

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestOnlyAPolicyForbidsTheTokenFile: where the last policy cannot be read, what it said counts.
func TestOnlyAPolicyForbidsTheTokenFile(t *testing.T) {
	home := t.TempDir()
	set := policy.Policy{}
	p := &Env{
		Getenv:      environment(map[string]string{"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "LOCALAPPDATA": home, "APPDATA": home}),
		NameMachine: func() string { return "this" }, PolicyReader: func() policy.Policy { return set },
	}
	for _, tt := range []struct {
		what string
		set  policy.Policy
		want bool
	}{
		{"no policy", policy.Policy{}, true},
		{"another one", policy.Policy{Enforced: settings.Raw{"server": "0042"}}, true},
		{"a word that does not exist", policy.Policy{Enforced: settings.Raw{"token_store": "never"}}, true},
		{"forbidden", policy.Policy{Enforced: settings.Raw{"token_store": "keychain"}}, false},
		{"and the policy cannot be read any more", policy.Policy{Source: "there", Refused: true}, false},
		{"forbidden for this user", policy.Policy{UserEnforced: settings.Raw{"token_store": "keychain"}}, false},
		{"allowed again", policy.Policy{Enforced: settings.Raw{"token_store": "auto"}}, true},
	} {
		set = tt.set
		if got := p.mayUseTokenFile(); got != tt.want {
			t.Errorf("%s: got %v", tt.what, got)
		}
	}
}

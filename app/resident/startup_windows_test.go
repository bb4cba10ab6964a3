package resident

import (
	"strings"
	"testing"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestPolicyMakesTheRunEntry in the registry's real keys: a policy that enforces
// autostart makes the agent's own entry, also over the agent's own off.
func TestPolicyMakesTheRunEntry(t *testing.T) {
	k := emptyRegistry(t)
	const run = `Software\Microsoft\Windows\CurrentVersion\Run`
	line := func() string {
		key, err := registry.OpenKey(registry.CURRENT_USER, run, registry.QUERY_VALUE|registry.WOW64_64KEY)
		if err != nil {
			return ""
		}
		defer key.Close()
		s, _, _ := key.GetStringValue("WolkvoxHold")
		return s
	}
	if line() != "" {
		t.Fatal("this user starts Wolkvox Hold: the test would change that")
	}
	t.Cleanup(func() {
		if key, err := registry.OpenKey(registry.CURRENT_USER, run, registry.SET_VALUE|registry.WOW64_64KEY); err == nil {
			_ = key.DeleteValue("WolkvoxHold")
			key.Close()
		}
	})
	o := newOffice(t, settings.Raw{"autostart": false})
	o.P.PolicyReader = nil // the real one
	keep := func() {
		t.Helper()
		l := o.P.Load()
		if err := o.P.KeepAutostart(&l); err != nil {
			t.Error(err)
		}
	}
	keep()
	if got := line(); got != "" {
		t.Errorf("nobody asked for it: got %q", got)
	}
	k.set(hklm, policy.PolicyKey, "autostart", 1)
	keep()
	if got := line(); !strings.HasSuffix(got, `" --background`) {
		t.Errorf("got the entry %q, want one that starts us", got)
	}
	k.set(hklm, policy.PolicyKey, "autostart", 0)
	keep()
	if l := o.P.Load(); line() == "" || !l.AutostartOff() {
		t.Errorf("a policy that says off: entry %q, off %v; want the entry left and the start ended", line(), l.AutostartOff())
	}
}

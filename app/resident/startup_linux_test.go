package resident

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

const (
	noEntry     = ""
	startsOurs  = "starts us"
	startsOther = "[Desktop Entry]\nType=Application\nName=x\nExec=/bin/sh --background\n"
	switchedOff = "[Desktop Entry]\nType=Application\nName=x\nHidden=true\n"
)

// TestPolicyKeepsTheAutostartEntry combines a policy, the package's entry for the machine
// and the agent's own entry. It checks what is in the agent's folder afterwards, and whether
// a log-on starts a program that stays. A desktop starts the agent's entry instead of the
// machine's, so there is one start.
func TestPolicyKeepsTheAutostartEntry(t *testing.T) {
	on, off := settings.Raw{"autostart": true}, settings.Raw{"autostart": false}
	for _, c := range []struct {
		name         string
		set          policy.Policy
		user         settings.Raw
		machine, own string
		want         string // the agent's own entry after it
		stays        bool   // a program that a log-on starts
	}{
		{"enforced on, nothing there", policy.Policy{Enforced: on}, nil, noEntry, noEntry, startsOurs, true},
		{"enforced on beside the machine's entry", policy.Policy{Enforced: on}, nil, startsOther, noEntry, noEntry, true},
		{"enforced on, the agent hid the machine's entry", policy.Policy{Enforced: on}, off, startsOther, switchedOff, noEntry, true},
		{"enforced on, the agent's own setting says off", policy.Policy{Enforced: on}, off, noEntry, noEntry, startsOurs, true},
		{"enforced on, the own entry is switched off", policy.Policy{Enforced: on}, nil, noEntry, switchedOff, startsOurs, true},
		{"enforced on, and it is", policy.Policy{Enforced: on}, nil, noEntry, startsOther, startsOther, true},
		{"enforced off beside the machine's entry", policy.Policy{Enforced: off}, on, startsOther, noEntry, noEntry, false},
		{"enforced off leaves the agent's entry for later", policy.Policy{Enforced: off}, on, noEntry, startsOther, startsOther, false},
		{"suggested on, nothing there", policy.Policy{Defaults: on}, nil, noEntry, noEntry, startsOurs, true},
		{"suggested on, the agent says off", policy.Policy{Defaults: on}, off, noEntry, noEntry, noEntry, false},
		{"suggested on, switched off in the desktop's settings", policy.Policy{Defaults: on}, nil, noEntry, switchedOff, switchedOff, false},
		{"suggested on, the machine's entry is switched off", policy.Policy{Defaults: on}, nil, switchedOff, noEntry, noEntry, false},
		{"suggested off beside the machine's entry", policy.Policy{Defaults: off}, nil, startsOther, noEntry, noEntry, true},
		{"nobody says anything", policy.Policy{}, nil, noEntry, noEntry, noEntry, false},
		{"nobody says anything beside the machine's entry", policy.Policy{}, nil, startsOther, noEntry, noEntry, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, c.user)
			o.Set = c.set
			folder := t.TempDir()
			getenv := o.P.Getenv
			o.P.Getenv = func(k string) string {
				if k == "XDG_CONFIG_DIRS" {
					return folder
				}
				return getenv(k)
			}
			machine := filepath.Join(folder, "autostart", "wolkvox-hold.desktop")
			own := filepath.Join(o.P.Getenv("XDG_CONFIG_HOME"), "autostart", "wolkvox-hold.desktop")
			for path, text := range map[string]string{machine: c.machine, own: c.own} {
				if text != noEntry {
					if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			l := o.P.Load()
			for range 2 { // and once more changes nothing
				if err := o.P.KeepAutostart(&l); err != nil {
					t.Fatal(err)
				}
			}
			b, _ := os.ReadFile(own)
			got := string(b)
			if strings.Contains(got, env.ProgramPath()) && strings.Contains(got, " --background\n") {
				got = startsOurs
			}
			if got != c.want {
				t.Errorf("the agent's own entry is %q, want %q", got, c.want)
			}
			starts, err := o.P.Autostart().Enabled()
			if stays := starts && !l.AutostartOff(); stays != c.stays || err != nil {
				t.Errorf("a log-on leads to a program that stays: %v (%v), want %v", stays, err, c.stays)
			}
			if shown := o.P.StartsAtLogOn(&l); !l.Autostart && shown != c.stays {
				t.Errorf("the window shows that a log-on starts it: %v, want %v", shown, c.stays)
			}
			if b, _ := os.ReadFile(machine); string(b) != c.machine {
				t.Errorf("the machine's entry was changed to %q", b)
			}
		})
	}
}

// TestAPolicyThatComesMakesTheEntry: a new policy creates the entry without a restart.
func TestAPolicyThatComesMakesTheEntry(t *testing.T) {
	o := newOffice(t, nil)
	o.r.live.ApplyAutostart = func(l *env.Snapshot) error { return o.P.KeepAutostart(l) }
	o.Set = policy.Policy{Enforced: settings.Raw{"autostart": true}}
	o.r.policyChanged()
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if on, err := o.P.Autostart().Enabled(); on && err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal("a policy that comes made no entry")
		}
	}
}

// TestACommandLoadsOnce: policy and settings may be on a share. The result of a change is
// known without reading them again.
func TestACommandLoadsOnce(t *testing.T) {
	for _, line := range []string{
		"config set autostart on", "config set language es", "config set press_gap_ms 1500", "config set server nowhere",
		"config unset server", "config unset feedback", "config unset log_level", "config get server", "config show", "config set",
	} {
		o := newOffice(t, mine)
		loads := 0
		o.P.PolicyReader = func() policy.Policy { loads++; return o.Set }
		o.P.Words.Language = &words.Language{Find: o.P.Language}
		o.P.Words.IT = &words.HelpDesk{Find: func() { o.P.Load() }}
		var out strings.Builder
		o.P.Stdout = &out
		args := strings.Fields(line)
		runLine(t.Context(), o.P, args)
		if loads != 1 {
			t.Errorf("%s: loaded %d times", line, loads)
		}
		if k, ok := settings.Known(args[min(2, len(args)-1)]); ok && out.Len() > 0 && !strings.Contains(out.String(), o.P.Load().Text(k)) {
			t.Errorf("%s: it says %q, and %q counts", line, out.String(), o.P.Load().Text(k))
		}
	}
}

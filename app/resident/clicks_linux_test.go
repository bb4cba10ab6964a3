//go:build nowindow

package resident

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// TestAnUnknownOutcomeKeepsItsPlace: a notification that comes some time after a click, or
// without one, does not replace that of an unknown outcome.
func TestAnUnknownOutcomeKeepsItsPlace(t *testing.T) {
	program := filepath.Join(filepath.Dir(env.ProgramPath()), "wolkvox-hold-window")
	must(t, os.WriteFile(program, []byte("#!/bin/sh\nexit 1\n"), 0o755))
	t.Cleanup(func() { _ = os.Remove(program) })
	for name, begin := range map[string]func(*resident) (later func()){
		"the question was answered":     func(r *resident) func() { r.hints.asking = true; return r.replaceQuestion },
		"the settings window fails":     func(r *resident) func() { r.menu(trayview.ItemSettings); return <-r.posted },
		"the small window fails":        func(r *resident) func() { r.menu(trayview.ItemExtension); return <-r.posted },
		"the steps to a hotkey fail":    func(r *resident) func() { r.menu(trayview.ItemHotkey); return <-r.posted },
		"asking for the extension does": func(r *resident) func() { r.askExtension(); return <-r.posted },
	} {
		for _, unseen := range []bool{false, true} {
			o := newOffice(t, mine)
			later := begin(o.r)
			if unseen {
				o.r.screen.state.UnknownAt = time.Now()
			}
			told := func() (is bool) {
				defer func() { is = recover() != nil }() // there is no notifier: a note panics
				later()
				return false
			}
			if got := told(); got == unseen {
				t.Errorf("%s, an unknown outcome stands %v: told %v", name, unseen, got)
			}
			if o.r.hints.asking && unseen {
				t.Errorf("%s: the question counts as open", name)
			}
		}
	}
}

// TestOutcomesWaitForNoProgramOfAMenu: a program that a menu item names may be on an
// unreachable share.
func TestOutcomesWaitForNoProgramOfAMenu(t *testing.T) {
	t.Setenv("PATH", "")
	look := env.LookPath
	t.Cleanup(func() { env.LookPath = look })
	synctest.Test(t, func(t *testing.T) {
		back := make(chan struct{})
		defer close(back)
		env.LookPath = func(string) (string, error) { <-back; return "", exec.ErrNotFound }
		o := newOffice(t, mine)
		took := func(do func()) time.Duration {
			began := time.Now()
			do()
			return time.Since(began)
		}
		if d := took(func() {
			if s := o.r.p.HotkeySteps(o.r.p.Words, o.r.live.Now().Hotkey); !strings.Contains(s.Copy, env.ProgramPath()) {
				t.Errorf("got %q, want the whole path", s.Copy)
			}
		}); d != env.ReadWithin {
			t.Errorf("the steps to a hotkey kept outcomes back for %v", d)
		}
		o.P.Getenv = func(string) string { <-back; return "" }
		if d := took(func() { o.r.menu(trayview.ItemLog) }); d != 0 {
			t.Errorf("the log's folder kept outcomes back for %v", d)
		}
	})
}

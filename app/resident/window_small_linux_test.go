//go:build nowindow

package resident

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// TestSmallWindowsStandBesideSettings: the steps to a hotkey and the question for the
// extension can open beside the settings window, each once, and the other way round.
func TestSmallWindowsStandBesideSettings(t *testing.T) {
	desk.WindowProgram(t, filepath.Dir(env.ProgramPath()))
	for _, order := range [][]string{
		{trayview.ItemSettings, trayview.ItemHotkey, trayview.ItemExtension},
		{trayview.ItemHotkey, trayview.ItemExtension, trayview.ItemSettings},
	} {
		o := newOffice(t, mine)
		o.r.screen.notifier = &notify.Notifier{Log: o.r.log}
		var opened []*exec.Cmd
		for _, item := range order {
			o.r.menu(item)
		}
		first := o.r.windows.small["--hotkey"]
		o.r.menu(trayview.ItemHotkey)   // it may be behind others
		o.r.menu(trayview.ItemSettings) // it waits for focus requests
		(<-o.r.posted)()                // the first has ended
		for flag, child := range o.r.windows.small {
			if child == nil || child == first || !slices.Equal(child.Args[1:], []string{"settings", flag}) {
				t.Errorf("%q: for %s there is %v", order, flag, child)
			}
			opened = append(opened, child)
		}
		if o.r.windows.settings == nil || !slices.Equal(o.r.windows.settings.Args[1:], []string{"settings"}) || len(opened) != 2 {
			t.Fatalf("%q: settings %v, and %d small windows, want 2", order, o.r.windows.settings, len(opened))
		}
		for _, child := range append(opened, o.r.windows.settings) {
			must(t, child.Process.Kill())
			(<-o.r.posted)()
		}
		if o.r.windows.settings != nil || len(o.r.windows.small) > 0 {
			t.Errorf("%q: closed windows count as open", order)
		}
	}
}

// TestSettingsChosenWhileTheWindowEnds: a closed window takes a moment to end. Choosing
// Settings then opens a new one. Choosing it twice while the window starts does not open it
// again after it is closed.
func TestSettingsChosenWhileTheWindowEnds(t *testing.T) {
	program := filepath.Join(filepath.Dir(env.ProgramPath()), "wolkvox-hold-window")
	end := filepath.Join(t.TempDir(), "end")
	must(t, syscall.Mkfifo(end, 0o600))
	must(t, os.WriteFile(program, []byte("#!/bin/sh\nread -r _ <'"+end+"'\n"), 0o755))
	t.Cleanup(func() { _ = os.Remove(program) })
	for _, tt := range []struct {
		shown, chosen bool // while the first is open, and after it has closed
		again         bool
	}{{true, true, true}, {true, false, false}, {false, true, true}} {
		o := newOffice(t, mine)
		o.r.screen.notifier = &notify.Notifier{Log: o.r.log}
		o.r.menu(trayview.ItemSettings)
		first := o.r.windows.settings
		o.r.menu(trayview.ItemSettings)
		if tt.shown {
			ctx, closed := context.WithCancel(t.Context())
			closed()
			o.r.answer(ctx, nil, channel.Message{Op: residentapi.OpFocus})
			(<-o.r.posted)()
		}
		if tt.chosen {
			o.r.menu(trayview.ItemSettings)
		}
		must(t, os.WriteFile(end, []byte("\n"), 0))
		(<-o.r.posted)() // it has ended
		if again := o.r.windows.settings != nil && o.r.windows.settings != first; again != tt.again {
			t.Errorf("%+v: it opened again: %v", tt, again)
		}
		if o.r.windows.settings != nil {
			must(t, o.r.windows.settings.Process.Kill())
			(<-o.r.posted)()
		}
	}
}

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

// TestOutcomesWaitForNoProgramOfAMenu: a program to be started may be on an unreachable
// share. A window that starts slowly is not opened twice, and its failure is reported when
// it is known.
func TestOutcomesWaitForNoProgramOfAMenu(t *testing.T) {
	desk.WindowProgram(t, filepath.Dir(env.ProgramPath()))
	t.Setenv("PATH", "")
	start, look := startProgram, env.LookPath
	t.Cleanup(func() { startProgram, env.LookPath = start, look })
	synctest.Test(t, func(t *testing.T) {
		back := make(chan struct{})
		defer close(back)
		startProgram = func(child *exec.Cmd) error { <-back; child.Path = ""; return child.Start() }
		env.LookPath = func(string) (string, error) { <-back; return "", exec.ErrNotFound }
		o := newOffice(t, mine)
		took := func(do func()) time.Duration {
			began := time.Now()
			do()
			return time.Since(began)
		}
		if d := took(func() { _ = o.r.openSettings() }); d != env.ReadWithin || o.r.windows.settings == nil {
			t.Errorf("the settings window kept outcomes back for %v, and counts as %v", d, o.r.windows.settings)
		}
		if d := took(func() { _ = o.r.openSettings() }); d != 0 || !o.r.windows.wanted {
			t.Errorf("it was opened a second time, after %v", d)
		}
		if d := took(func() { o.r.openSmall("--hotkey", func() {}); o.r.openSmall("--hotkey", func() {}) }); d != 2*env.ReadWithin {
			t.Errorf("a small window kept outcomes back for %v", d)
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

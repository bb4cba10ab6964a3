//go:build nowindow

package openwindows

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
)

// desktop has windows, and a loop that the test runs by hand.
type desktop struct {
	*Windows
	t      *testing.T
	posted chan func()
	failed int
}

func newDesktop(t *testing.T) *desktop {
	d := &desktop{t: t, posted: make(chan func(), 64)}
	d.Windows = New(t.Context(), desk.New(t, nil).P, func(f func()) { d.posted <- f })
	d.Log = slog.New(slog.DiscardHandler)
	d.Closed, d.Unseen, d.HasDialogs = func() {}, func() bool { return false }, false
	return d
}

func (d *desktop) one()  { (<-d.posted)() }
func (d *desktop) fail() { d.failed++ }

func (d *desktop) open(kind Kind) {
	d.t.Helper()
	if kind != Settings {
		d.OpenSmall(kind, d.fail)
	} else {
		must(d.t, d.OpenSettings(d.fail))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestSmallWindowsStandBesideSettings: the steps to a hotkey and the question for the
// extension can open beside the settings window, each once, and the other way round.
func TestSmallWindowsStandBesideSettings(t *testing.T) {
	desk.WindowProgram(t, filepath.Dir(env.ProgramPath()))
	for _, order := range [][]Kind{{Settings, Hotkey, Extension}, {Hotkey, Extension, Settings}} {
		d := newDesktop(t)
		var opened []*exec.Cmd
		for _, kind := range order {
			d.open(kind)
		}
		first := d.small[Hotkey]
		d.open(Hotkey)   // it may be behind others
		d.open(Settings) // it waits for focus requests
		d.one()          // the first has ended
		for kind, child := range d.small {
			if child == nil || child == first || !slices.Equal(child.Args[1:], []string{"settings", string(kind)}) {
				t.Errorf("%q: for %s there is %v", order, kind, child)
			}
			opened = append(opened, child)
		}
		if d.settings == nil || !slices.Equal(d.settings.Args[1:], []string{"settings"}) || len(opened) != 2 {
			t.Fatalf("%q: settings %v, and %d small windows, want 2", order, d.settings, len(opened))
		}
		for _, child := range append(opened, d.settings) {
			must(t, child.Process.Kill())
			d.one()
		}
		if d.IsOpen() {
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
		d := newDesktop(t)
		d.open(Settings)
		first := d.settings
		d.open(Settings)
		if tt.shown {
			ctx, closed := context.WithCancel(t.Context())
			closed()
			d.WaitForFocus(ctx)
			d.one()
		}
		if tt.chosen {
			d.open(Settings)
		}
		must(t, os.WriteFile(end, []byte("\n"), 0))
		d.one() // it has ended
		if again := d.settings != nil && d.settings != first; again != tt.again {
			t.Errorf("%+v: it opened again: %v", tt, again)
		}
		if d.settings != nil {
			must(t, d.settings.Process.Kill())
			d.one()
		}
	}
}

// TestAStartThatTakesLong: the program may be on an unreachable share. A window that starts
// slowly is not opened twice and does not keep outcomes waiting, and its failure is known later.
func TestAStartThatTakesLong(t *testing.T) {
	desk.WindowProgram(t, filepath.Dir(env.ProgramPath()))
	synctest.Test(t, func(t *testing.T) {
		back := make(chan struct{})
		d := newDesktop(t)
		d.StartProgram = func(child *exec.Cmd) error { <-back; child.Path = ""; return child.Start() }
		took := func(do func()) time.Duration {
			began := time.Now()
			do()
			return time.Since(began)
		}
		if took := took(func() { d.open(Settings) }); took != env.ReadWithin || !d.SettingsAreOpen() {
			t.Errorf("the settings window kept outcomes back for %v, and counts as open %v", took, d.SettingsAreOpen())
		}
		if took := took(func() { d.open(Settings) }); took != 0 || !d.wanted {
			t.Errorf("it was opened a second time, after %v", took)
		}
		if took := took(func() { d.open(Hotkey); d.open(Hotkey) }); took != 2*env.ReadWithin {
			t.Errorf("a small window kept outcomes back for %v", took)
		}
		close(back)
		for range 3 {
			d.one()
		}
		if d.failed != 2 || d.IsOpen() {
			t.Errorf("%d failures are known, want that of settings and of the second small window; open %v", d.failed, d.IsOpen())
		}
	})
}

package resident

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
)

// TestASoundStandsForAToggledPress makes presses with feedback "sound", with a fake player
// that records what it plays and a fake notification daemon, and at the end without player.
func TestASoundStandsForAToggledPress(t *testing.T) {
	d := expose(t, "")
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	player := filepath.Join(bin, "aplay")
	if err := os.WriteFile(player, []byte("#!/bin/sh\necho \"$2\" >>'"+bin+"/heard'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	heard := func(n int) string {
		t.Helper()
		for range 1000 {
			b, _ := os.ReadFile(filepath.Join(bin, "heard"))
			if files := strings.Split(strings.TrimSpace(string(b)), "\n"); len(b) > 0 && len(files) == n {
				return filepath.Base(files[n-1])
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("there were not %d sounds", n)
		return ""
	}
	told := func(r hold.Result, reason hold.Reason) {
		d.r.post(func() { d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: r, Reason: reason}) })
	}
	note := func(want string) {
		t.Helper()
		select {
		case n := <-d.notes:
			if got := n[3].(string); !strings.Contains(got, want) {
				t.Errorf("got the note %q, want %q in it", got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no note came, want %q", want)
		}
	}
	d.r.practice.Feedback = "sound"
	d.r.screen.sounds = &sound.Player{Log: d.r.log, Folder: filepath.Join(t.TempDir(), "sounds")}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = d.r.screen.sounds.Run(d.r.ctx) }()
	t.Cleanup(func() { d.r.end(); <-ended })
	d.r.live.Reload()

	told(hold.Toggled, "")
	if got := heard(1); got != "toggled.wav" {
		t.Errorf("heard %s", got)
	}
	// This notification is the first: nothing was shown for the press before.
	told(hold.Unknown, hold.Crashed)
	note("Check wolkvox Agent")
	if got := heard(2); got != "unknown.wav" {
		t.Errorf("heard %s", got)
	}
	// That notification stays until the next outcome, which replaces it.
	told(hold.Toggled, "")
	note("toggled")
	heard(3)
	told(hold.Toggled, "")
	heard(4)
	told(hold.NotToggled, "")
	note("did not change")
	if got := heard(5); got != "not_toggled.wav" {
		t.Errorf("heard %s", got)
	}
	d.r.post(func() { d.r.ignored(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Ignored}) })
	note("")

	// Without a player it is shown.
	told(hold.Toggled, "")
	note("toggled") // replaces the notification before it
	heard(6)
	if err := os.Remove(player); err != nil {
		t.Fatal(err)
	}
	told(hold.Toggled, "")
	note("toggled")
}

// TestASoundThatFailsLate: the notification takes its place, but not during the next press, whose
// outcome it would seem to be. After one that was dropped it counts that.
func TestASoundThatFailsLate(t *testing.T) {
	t.Setenv("PATH", "") // there is no player
	for next, want := range map[string]int{"": 1, "in flight": 0, "dropped": 1} {
		o := newOffice(t, settings.Raw{"server": "0042", "agent_id": "12435", "feedback": "sound"})
		o.r.screen.sounds = &sound.Player{Log: o.r.log, Folder: t.TempDir()}
		toggled, told := hold.Outcome{Result: hold.Toggled}, 0
		o.r.screen.state.SetOutcome(toggled)
		o.r.present(toggled, func() { told++ })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_ = o.r.screen.sounds.Run(ctx) // plays what waits
		o.r.screen.state.Working = next == "in flight"
		if next == "dropped" {
			o.r.present(hold.Outcome{Result: hold.Ignored}, func() {})
		}
		(<-o.r.posted)()
		if told != want {
			t.Errorf("the next press is %q, and it was told %d times", next, told)
		}
	}
}

//go:build !windows

package sound

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fixture has a Player and a PATH with only the players that the test installs.
type fixture struct {
	t      *testing.T
	p      *Player
	bin    string
	log    *bytes.Buffer
	failed chan struct{}
	leave  func() // ends Run and waits for it
}

func newFixture(t *testing.T) *fixture {
	r := &fixture{t: t, bin: t.TempDir(), log: &bytes.Buffer{}, failed: make(chan struct{}, 10)}
	t.Setenv("PATH", r.bin)
	r.p = &Player{Folder: filepath.Join(t.TempDir(), "sounds"),
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	return r
}

// player installs a player that records its arguments and then runs the commands.
func (r *fixture) player(name, does string) {
	r.t.Helper()
	script := "#!/bin/sh\necho \"" + name + " $@\" >>'" + r.bin + "/heard'\n" + does + "\n"
	if err := os.WriteFile(filepath.Join(r.bin, name), []byte(script), 0o755); err != nil {
		r.t.Fatal(err)
	}
}

func (r *fixture) enter() {
	ctx, end := context.WithCancel(r.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.p.Run(ctx); err != nil {
			r.t.Errorf("Run: %v", err)
		}
	}()
	r.leave = func() { end(); <-done }
	r.t.Cleanup(r.leave)
}

func (r *fixture) play(name string) {
	r.p.Play(Sound{Name: name, WAV: []byte("RIFF " + name), Failed: func() { r.failed <- struct{}{} }})
}

// heard returns the players that ran, with the file's base name.
func (r *fixture) heard() string {
	r.t.Helper()
	b, err := os.ReadFile(filepath.Join(r.bin, "heard"))
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	return strings.TrimSpace(strings.ReplaceAll(string(b), r.p.Folder+"/", ""))
}

// until waits for what a child process does.
func until(t *testing.T, what string, yes func() bool) {
	t.Helper()
	for range 1000 {
		if yes() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it never came to this: %s", what)
}

func (r *fixture) file(name string) string {
	b, err := os.ReadFile(filepath.Join(r.bin, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// two returns the first players of the list.
func two(t *testing.T) (first, second string) {
	t.Helper()
	if len(players) < 2 {
		return players[0][0], ""
	}
	return players[0][0], players[1][0]
}

func TestASoundIsPlayedFromAFileOfOurOwn(t *testing.T) {
	r := newFixture(t)
	first, _ := two(t)
	r.player(first, `for last; do :; done; read -r line <"$last" || :; echo "$line" >"`+r.bin+`/content"`)
	r.enter()
	r.play("toggled")
	until(t, "the player read the file", func() bool { return r.file("content") == "RIFF toggled" })
	r.leave()
	for path, want := range map[string]os.FileMode{r.p.Folder: 0o700 | os.ModeDir, filepath.Join(r.p.Folder, "toggled.wav"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: got %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	if len(r.failed) != 0 {
		t.Error("Failed was called")
	}
}

// Files in the folder, from an older version or planted there, are neither played nor written to.
func TestExistingFilesAreReplaced(t *testing.T) {
	r := newFixture(t)
	first, _ := two(t)
	r.player(first, "")
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(r.p.Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(r.p.Folder, "unknown.wav")); err != nil {
		t.Fatal(err)
	}
	r.enter()
	r.play("unknown")
	until(t, "it was played", func() bool { return r.heard() != "" })
	r.leave()
	if b, err := os.ReadFile(outside); err != nil || string(b) != "mine" {
		t.Errorf("the other file now reads %q, %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(r.p.Folder, "unknown.wav")); err != nil || string(b) != "RIFF unknown" {
		t.Errorf("the sound's file reads %q, %v", b, err)
	}
}

// Without a player or a device there is a line in the log, and Failed is called. A player without
// its sound server fails, and the next one is tried.
func TestWithoutAPlayerOrADevice(t *testing.T) {
	r := newFixture(t)
	first, second := two(t)
	r.enter()
	r.play("toggled")
	<-r.failed
	r.player(first, "exit 1")
	r.play("toggled")
	<-r.failed
	if second != "" {
		r.player(second, "")
		r.play("toggled")
		until(t, "the next player was asked", func() bool { return strings.Contains(r.heard(), second) })
		r.leave() // otherwise the next sound would stop the running player
		r.enter()
		r.play("unknown") // the player that succeeded is tried first
		until(t, "it was asked again", func() bool { return strings.Contains(r.heard(), "unknown") })
		if n := strings.Count(r.heard(), first+" "); n != 2 {
			t.Errorf("%s was asked %d times, want 2: %s", first, n, r.heard())
		}
	}
	r.leave()
	if said := r.log.String(); !strings.Contains(said, "level=DEBUG") || !strings.Contains(said, "no player: install") || strings.Contains(said, "level=INFO") || strings.Contains(said, "level=WARN") {
		t.Errorf("the log reads %q", said)
	}
	r = newFixture(t)
	r.player(first, "")
	r.p.Folder = "/dev/null/sounds" // a full disk, a home that is gone
	r.enter()
	r.play("toggled")
	<-r.failed
}

// A player that hangs is killed with its child processes, and the next sound is played.
func TestAPlayerThatHangsIsKilled(t *testing.T) {
	r := newFixture(t)
	first, _ := two(t)
	r.player(first, `/bin/sleep 1000 & echo $! >"`+r.bin+`/child"; wait`)
	r.p.timeout = 300 * time.Millisecond
	r.enter()
	r.play("toggled")
	until(t, "Failed was called", func() bool { return len(r.failed) > 0 })
	until(t, "the player's child is gone", func() bool { return gone(t, r.file("child")) })
	r.player(first, "")
	r.play("unknown")
	until(t, "the next sound", func() bool { return strings.Contains(r.heard(), "unknown.wav") })
}

// gone reports whether the process has ended.
func gone(t *testing.T, pid string) bool {
	t.Helper()
	n := 0
	for _, c := range pid {
		n = 10*n + int(c-'0')
	}
	if n == 0 {
		return false
	}
	if b, err := os.ReadFile("/proc/" + pid + "/stat"); err == nil && strings.Contains(string(b), ") Z ") {
		return true
	}
	return syscall.Kill(n, 0) != nil
}

// playingForever is a fixture that plays the sound "one", which does not end.
func playingForever(t *testing.T) *fixture {
	r := newFixture(t)
	first, _ := two(t)
	r.player(first, `case "$*" in *one.wav) /bin/sleep 1000 & echo $! >"`+r.bin+`/child"; wait;; esac`)
	r.enter()
	r.play("one")
	until(t, "the first one plays", func() bool { return r.file("child") != "" })
	return r
}

// Only the newest outcome counts: the present sound is stopped, a waiting one is dropped, and Failed
// is called for neither.
func TestTheNewestSoundWins(t *testing.T) {
	r := playingForever(t)
	for range 20 {
		r.play("two")
	}
	r.play("three")
	until(t, "the last one was played", func() bool { return strings.HasSuffix(r.heard(), "three.wav") })
	until(t, "the first one ended", func() bool { return gone(t, r.file("child")) })
	r.leave()
	if len(r.failed) != 0 {
		t.Errorf("%d are told as failed", len(r.failed))
	}
}

// With the next press the sound of the last outcome would be heard as that of the new one: a
// headset that sleeps takes seconds to play it.
func TestAStoppedSoundIsNotHeard(t *testing.T) {
	r := playingForever(t)
	r.p.Stop()
	until(t, "the first one ended", func() bool { return gone(t, r.file("child")) })
	r.play("three")
	until(t, "the next one was played", func() bool { return strings.HasSuffix(r.heard(), "three.wav") })
	r.leave()
	if len(r.failed) != 0 {
		t.Errorf("%d are told as failed", len(r.failed))
	}
}

// Play must not delay an outcome, whatever the system does, even if Run was not called.
func TestPlayNeverWaits(t *testing.T) {
	r := newFixture(t)
	first, _ := two(t)
	r.player(first, "exec /bin/sleep 1000")
	for range 100 {
		r.play("before")
	}
	r.p.timeout = 200 * time.Millisecond
	r.enter()
	for range 100 {
		r.play("during")
	}
	r.leave()
	for range 100 {
		r.play("after")
	}
}

// The outcome of a press at the end of the day is heard.
func TestASoundAtTheEndIsPlayed(t *testing.T) {
	r := newFixture(t)
	first, _ := two(t)
	r.player(first, "")
	r.play("toggled")
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := r.p.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if got := r.heard(); !strings.HasSuffix(got, "toggled.wav") {
		t.Errorf("heard %q", got)
	}
}

package notify

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever a text contains, the script stays the same and the text is one argument.
func TestTextsAreArgumentsAndNeverScript(t *testing.T) {
	evil := []string{
		`" & (do shell script "touch /tmp/x") & "`, "-e", "--", "-i", "$(id)", "`id`",
		"end run\non run argv", "\\\" quit", "item 1 of argv", "",
	}
	want := scriptArgs(Note{})[:7]
	for _, text := range evil {
		args := scriptArgs(Note{Summary: text, Body: text})
		if len(args) != 9 || !slices.Equal(args[:7], want) {
			t.Errorf("%q: got %q, want the script unchanged and two texts", text, args)
		}
		if args[8] != text || args[7] != strings.ReplaceAll(text, "\n", "") {
			t.Errorf("%q: got %q and %q, want the texts as they are", text, args[7], args[8])
		}
	}
	if want[6] != "note" {
		t.Errorf("got %q before the texts, want a word that ends the options", want[6])
	}
}

// recorder makes a program that replaces osascript. It runs the commands in before and then records its texts, which
// shown returns.
func recorder(t *testing.T, before string) (program string, shown func() string) {
	t.Helper()
	dir := t.TempDir()
	program, log := filepath.Join(dir, "osascript"), filepath.Join(dir, "log")
	script := "#!/bin/sh\nshift 7\n" + before + "\nprintf '%s|%s\\n' \"$1\" \"$2\" >>'" + log + "'\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return program, func() string {
		b, err := os.ReadFile(log)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return string(b)
	}
}

// serving runs serveScripts. End stops it and waits for its return.
func serving(t *testing.T, n *Notifier, program string) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	n.mu.Lock()
	n.running = true
	n.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.serveScripts(ctx, program)
	}()
	end = func() {
		cancel()
		<-done
	}
	t.Cleanup(end)
	return end
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still not: %s", what)
		}
	}
}

func TestANoteIsShownByTheProgram(t *testing.T) {
	program, shown := recorder(t, "")
	var n Notifier
	serving(t, &n, program)
	n.Show(Note{Summary: `Toggled "0042"`, Body: "$(id) `id`; exit 1"})
	until(t, "the note is shown", func() bool { return shown() == "Toggled \"0042\"|$(id) `id`; exit 1\n" })
	if err := n.Err(); err != nil {
		t.Errorf("Err: got %v, want none", err)
	}
}

// A program that hangs must not delay the newest outcome, nor show an old one after it.
func TestTheNewestNoteEndsAnOlderOneThatHangs(t *testing.T) {
	dir := t.TempDir()
	started := filepath.Join(dir, "started")
	program, shown := recorder(t, `case $1 in old*) : >'`+started+`'; exec sleep 600 ;; esac`)
	var n Notifier
	serving(t, &n, program)
	n.Show(Note{Summary: "old"})
	until(t, "the old note hangs", func() bool { _, err := os.Stat(started); return err == nil })
	for _, s := range []string{"older", "new"} { // the first of these is replaced, or hangs too
		n.Show(Note{Summary: s, Body: "b"})
	}
	until(t, "the new note is shown", func() bool { return shown() == "new|b\n" })
}

// The outcome of a press that the end interrupted is shown.
func TestTheLastNoteIsWaitedForAtTheEnd(t *testing.T) {
	program, shown := recorder(t, "")
	var n Notifier
	end := serving(t, &n, program)
	n.Show(Note{Summary: "unknown", Body: "look"})
	end()
	if got := shown(); got != "unknown|look\n" {
		t.Errorf("got %q, want the note", got)
	}
}

// The end waits for a program that hangs, but not long, and leaves no process.
func TestTheEndDoesNotHangWithTheProgram(t *testing.T) {
	program, _ := recorder(t, "exec sleep 600")
	var n Notifier
	end := serving(t, &n, program)
	n.Show(Note{Summary: "a"})
	end() // if this hangs, the test times out
}

func TestAProgramThatFailsIsTold(t *testing.T) {
	program, _ := recorder(t, "exit 1")
	var n Notifier
	serving(t, &n, program)
	n.Show(Note{Summary: "a"})
	until(t, "the refusal is told", func() bool { return errors.Is(n.Err(), ErrRefused) })

	var missing Notifier
	serving(t, &missing, filepath.Join(t.TempDir(), "none"))
	until(t, "the missing program is told", func() bool { return errors.Is(missing.Err(), ErrNoDaemon) })
}

func FuzzScriptArgs(f *testing.F) {
	f.Add("toggled", "wolkvox confirms")
	f.Add("-e", "\x00\n\" & (do shell script \"id\")")
	want := scriptArgs(Note{})[:7]
	f.Fuzz(func(t *testing.T, summary, body string) {
		args := scriptArgs(Note{Summary: summary, Body: body})
		if len(args) != 9 || !slices.Equal(args[:7], want) {
			t.Errorf("got %q, want the script unchanged and two texts", args)
		}
		if strings.ContainsAny(args[7]+args[8], "\x00") {
			t.Errorf("got %q, which cannot be arguments", args)
		}
	})
}

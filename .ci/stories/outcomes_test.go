package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
)

// A loaded machine writes the line of a press long after its outcome. The toggle before it
// is that press's all the same, and the next press's toggle is its own.
func TestALateLineOfTheLog(t *testing.T) {
	pressed := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return pressed.Add(time.Duration(ms) * time.Millisecond) }
	line := func(ms, took int, word string) string {
		return fmt.Sprintf("time=%s level=INFO msg=press press=1 source=hotkey outcome=%s reason= took_ms=%d\n", at(ms).Format("2006-01-02T15:04:05.000Z07:00"), word, took)
	}
	log := filepath.Join(t.TempDir(), "log")
	text := line(90, 30, "toggled") + line(95, 0, "ignored") + line(3090, 30, "toggled")
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := outcomes{inputs: []time.Time{pressed}} // one step with all three presses
	told := o.refresh(log)
	toggled := func(times ...int) (all []judge.Executed) {
		for _, ms := range times {
			all = append(all, judge.Executed{Extension: extension, At: at(ms)})
		}
		return all
	}
	for _, c := range []struct {
		executed []judge.Executed
		broken   int
	}{
		{toggled(20, 3020), 0},
		{toggled(3020), 1},           // toggled was told of the first
		{toggled(20), 1},             // and of the third
		{toggled(20, 30, 3020), 1},   // the first twice
		{toggled(20, 3020, 3200), 1}, // the third once more, afterwards
	} {
		if broken := judge.Broken(history(told, extension, c.executed)); len(broken) != c.broken {
			t.Errorf("%v: got %q, want %d", c.executed, broken, c.broken)
		}
	}
}

//go:build nowindow && (linux || wine)

package app

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestProcessesMarkFromTheFuture: the clock was an hour ahead when the mark was
// made. It counts as made now: the press gap is neither lost nor an hour long.
func TestProcessesMarkFromTheFuture(t *testing.T) {
	ahead := time.Now().Add(time.Hour)
	for _, tt := range []struct {
		name string
		mark hold.Mark
		cut  int
	}{
		{"of a press that had its outcome", hold.Mark{At: ahead, Wait: hold.DefaultGap, Pressed: ahead}, 0},
		{"of a press in flight", hold.Mark{InFlight: true, At: ahead, Wait: hold.DefaultGap, Pressed: ahead}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkplace(t)
			w.setMark(tt.mark)
			wantTold(t, w.toggle(), hold.Ignored, "too_soon")
			if w.marks != tt.cut {
				t.Errorf("told of %d presses cut short, want %d", w.marks, tt.cut)
			}
			if m := w.mark(); m.InFlight || m.At.After(time.Now()) {
				t.Errorf("the mark is %+v then, want one of now", m)
			}
			w.gapPasses()
			wantTold(t, w.toggle(), hold.Toggled, "confirmed")
			w.tally("a mark an hour in the future, "+tt.name+", then a press after the gap", 1)
		})
	}
}

// TestProcessesGarbageInTheLock: what cannot be read counts as a press that was
// cut short. It is reported once, and then the lock works again.
func TestProcessesGarbageInTheLock(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content []byte
		cut     int
	}{
		{"empty", nil, 0},
		{"NUL", make([]byte, 512), 0},
		{"one byte", []byte("x"), 1},
		{"half a mark", []byte("hold sent 1795"), 1},
		{"text", bytes.Repeat([]byte("garbage\n"), 64), 1},
		{"a megabyte", bytes.Repeat([]byte{0xff, '{'}, 1<<19), 1},
		{"a mark of another checksum", otherChecksum(t), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkplace(t)
			w.setMark(hold.Mark{}) // makes the files
			for _, file := range w.lockFiles() {
				must(t, os.WriteFile(file, tt.content, 0o600))
			}
			if tt.cut == 1 {
				wantTold(t, w.toggle(), hold.Ignored, "too_soon")
				w.gapPasses()
			}
			wantTold(t, w.toggle(), hold.Toggled, "confirmed")
			if w.marks != tt.cut {
				t.Errorf("told of %d presses cut short, want %d", w.marks, tt.cut)
			}
			w.tally("a lock file with garbage: "+tt.name, 1)
		})
	}
}

func otherChecksum(t *testing.T) []byte {
	line, err := hold.Mark{InFlight: true, At: time.Now(), Wait: hold.DefaultGap}.MarshalText()
	must(t, err)
	return bytes.Replace(line, []byte("sent"), []byte("done"), 1)
}

// lockFiles are the lock files of this workplace, which must be there.
func (w *workplace) lockFiles() []string {
	w.t.Helper()
	var all []string
	for _, pattern := range lockPatterns {
		found, err := filepath.Glob(w.path(pattern))
		if err != nil || len(found) != 1 {
			w.t.Fatalf("%s: got %q, %v, want one file", pattern, found, err)
		}
		all = append(all, found...)
	}
	return all
}

// removeLock takes every lock file away.
func (w *workplace) removeLock() {
	w.t.Helper()
	for _, file := range w.lockFiles() {
		must(w.t, os.Remove(file))
	}
}

// TestProcessesTwelveAtOnce: of twelve commands, one toggles and eleven hear
// that they did not. The answer waits until the others are over, so that none of
// them can come after the press gap.
func TestProcessesTwelveAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name, reason string
		resident     bool
	}{
		{"alone", "in_flight_elsewhere", false},
		{"through a resident", "in_flight", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkplace(t)
			if tt.resident {
				w.resident()
			}
			w.twelve(t, tt.reason, nil)
			w.tally("twelve commands at once, "+tt.name, 1)
		})
	}
}

// twelve starts twelve commands, each in its own environment if there are more than one, and
// once more where a machine under load was too slow for the one that has the lock.
func (w *workplace) twelve(t *testing.T, reason string, environments []string) {
	t.Helper()
	const all = 12
	for {
		answer := w.stops.at(t, atAnswer)
		over := make(chan *process, all)
		for i := range all {
			var changes []string
			if len(environments) > 0 {
				changes = strings.Fields(environments[i%len(environments)])
			}
			command := w.press(changes...)
			go func() {
				command.wait()
				over <- command
			}()
		}
		before := len(w.heard)
		for i := range all {
			if i == all-1 {
				answer.open()
			}
			w.hear(<-over)
		}
		heard := w.heard[before:]
		if slices.ContainsFunc(heard, tooSlow) && w.toggles() == 0 {
			told := time.Now()
			w.until("the gap is over", func() bool { return time.Since(told) > hold.MinGap })
			continue
		}
		for _, said := range heard[:all-1] {
			if !tooSlow(said) {
				wantTold(t, said, hold.Ignored, reason)
			}
		}
		wantTold(t, heard[all-1], hold.Toggled, "confirmed")
		return
	}
}

// tooSlow reports whether a press was not sent because the machine was too slow for it.
func tooSlow(said residentapi.PressOutcome) bool {
	return said.Reason == string(wolkvox.Late) || said.Reason == string(press.KeychainTimeout)
}

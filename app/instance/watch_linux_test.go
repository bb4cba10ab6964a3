package instance

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
)

// TestALockThatCannotBeTakenAgainIsSaidOnce: the log may be in a watched folder, where each
// line would cause another check and another line.
func TestALockThatCannotBeTakenAgainIsSaidOnce(t *testing.T) {
	h := newHome(t)
	l := mustAcquire(t, h.places(h.runtime(), h.home()), Resident)
	for _, file := range h.lockFiles() {
		must(t, os.Remove(file))
		must(t, os.Mkdir(file, 0o700))
	}
	var lines bytes.Buffer
	log, said := slog.New(slog.NewTextHandler(&lines, nil)), ""
	for range 3 {
		if said = l.confirmAndLog(log, said); said == "" {
			t.Fatal("the lock counts as held")
		}
	}
	if n := strings.Count(lines.String(), "the lock files are not what they were"); n != 1 {
		t.Errorf("said %d times:\n%s", n, &lines)
	}
}

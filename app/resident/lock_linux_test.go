//go:build linux && nowindow

package resident

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

// TestALockThatCannotBeTakenAgainIsSaidOnce: the log may be in a watched folder, where each
// line would cause another check and another line.
func TestALockThatCannotBeTakenAgainIsSaidOnce(t *testing.T) {
	o := newOffice(t, mine)
	lock, err := instance.Acquire(t.Context(), o.P.Places(false), instance.Resident, false)
	must(t, err)
	defer lock.Release()
	o.r.lock = lock
	for _, folder := range lock.Folders() {
		files, err := filepath.Glob(filepath.Join(folder, "lock*"))
		must(t, err)
		for _, file := range files {
			must(t, os.Remove(file))
			must(t, os.Mkdir(file, 0o700))
		}
	}
	said := ""
	for range 3 {
		if said = o.r.confirmLock(said); said == "" {
			t.Fatal("the lock counts as held")
		}
	}
	if n := strings.Count(o.log.String(), "the lock files are not what they were"); n != 1 {
		t.Errorf("said %d times:\n%s", n, &o.log)
	}
}

//go:build nowindow

package app

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
)

// TestProcessesUpgradeBesideASmallWindow: the question for the extension is not asked
// twice. Who is asked sees one window, and the newer program comes when that is closed.
func TestProcessesUpgradeBesideASmallWindow(t *testing.T) {
	t.Parallel()
	d := newSharedDesk(t, askedFor)
	d.ownProgram()
	opened := desk.WindowProgram(t, filepath.Dir(d.program))
	d.resident(desk1)
	d.until("the person is asked", func() bool { return len(opened()) == 1 })
	d.upgrade("1.2.4")
	d.until("the resident has seen it", func() bool { return d.logHas("newer=1.2.4") })
	d.give("555", desk1) // which asks for no other window
	began := time.Now()  // nothing else looks whether it is idle after this
	d.until("a start has settled", func() bool { return time.Since(began) > 5*time.Second })
	if s := d.status(); s.Version != "1.2.3" {
		t.Errorf("with its window open it became %q", s.Version)
	}
	if got := len(opened()); got != 1 {
		t.Fatalf("%d windows are open, want 1", got)
	}
	must(t, syscall.Kill(opened()[0], syscall.SIGKILL))
	d.renewed("1.2.4")
	d.wantStatus("555", "")
}

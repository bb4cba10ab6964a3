//go:build linux && nowindow

package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

const otherUser = need.Nobody

// TestProcessesTwoUsers: two users of one machine have a lock and a channel each,
// and none can use the other's.
func TestProcessesTwoUsers(t *testing.T) {
	need.OtherUser(t)
	t.Run("each has its own", func(t *testing.T) {
		a, b := newWorkplace(t), newWorkplaceOf(t, otherUser)
		a.resident()
		b.resident()
		wantTold(t, a.toggle(), hold.Toggled, "confirmed")
		wantTold(t, b.toggle(), hold.Toggled, "confirmed")
		a.wantResidentToggled()
		b.wantResidentToggled()
		a.tally("two users, each with a resident: the first", 1)
		b.tally("two users, each with a resident: the second", 1)
	})
	t.Run("neither reaches the other's resident", func(t *testing.T) {
		a, b := newWorkplace(t), newWorkplaceOf(t, otherUser)
		a.resident()
		b.resident()
		// Lead both to the other's socket.
		a.openTo(b)
		b.openTo(a)
		wantTold(t, a.toggle(), hold.NotToggled, "resident_silent")
		wantTold(t, b.toggle(), hold.NotToggled, "resident_silent")
		a.tally("a command led to the resident of another user, by root", 0)
		b.tally("a command led to the resident of another user, by a plain user", 0)
	})
	t.Run("a stranger is not served", func(t *testing.T) {
		w := newWorkplaceOf(t, otherUser)
		w.resident()
		press := fmt.Sprintf(`{"v":%d,"op":"press","data":{"pressed":{"wall":%d,"boot":0}}}`, channel.Version, time.Now().UnixNano())
		if got := w.speak(w.socket(), []string{fmt.Sprintf(`{"v":%d,"op":"hello"}`, channel.Version), press}); got != nil {
			t.Errorf("it was answered %q, want nothing", got)
		}
		w.tally("another user's press said to the socket by hand", 0)
	})
}

// TestProcessesImpostor: a command that is led to another user's process does not
// believe it.
func TestProcessesImpostor(t *testing.T) {
	need.OtherUser(t)
	w, other := newWorkplace(t), newWorkplaceOf(t, otherUser)
	claims := other.path("home/socket")
	other.start([]string{claims}, partKey+"="+partImpostor)
	other.until("the impostor listens", func() bool { return reachable(claims) })
	w.resident()
	must(t, os.Rename(w.socket(), w.movedSocket()))
	must(t, os.Symlink(claims, w.socket()))
	wantTold(t, w.toggle(), hold.NotToggled, "resident_silent")
	w.tally("another user's process that claims to be the resident and to have toggled", 0)
}

// newWorkplaceOf is a workplace of another user.
func newWorkplaceOf(t *testing.T, uid int) *workplace {
	t.Helper()
	w := newWorkplace(t)
	w.uid = uid
	// That user cannot reach the folder of the test program.
	program, err := os.ReadFile(w.program)
	must(t, err)
	w.program = w.path("program")
	must(t, os.WriteFile(w.program, program, 0o755))
	must(t, filepath.WalkDir(w.dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, uid)
	}))
	return w
}

// openTo leads this workplace's commands to the resident of another workplace, and takes
// away what else would keep them out: only the check of the peer is left.
func (w *workplace) openTo(other *workplace) {
	w.t.Helper()
	for path, mode := range map[string]fs.FileMode{"run": 0o755, "run/wolkvox-hold": 0o755} {
		must(w.t, os.Chmod(other.path(path), mode))
	}
	theirs := filepath.Join(other.dir, "run/wolkvox-hold/theirs")
	if _, err := os.Lstat(theirs); err != nil {
		must(w.t, os.Rename(other.socket(), theirs))
	}
	must(w.t, os.Chmod(theirs, 0o666))
	if _, err := os.Lstat(w.path("run/wolkvox-hold/theirs")); err != nil {
		must(w.t, os.Rename(w.socket(), w.path("run/wolkvox-hold/theirs")))
	}
	must(w.t, os.Symlink(theirs, w.socket()))
}

// TestProcessesForeignRuntimeFolder: a runtime folder of somebody else is not
// used, as after su; the lock is in the state folder then.
func TestProcessesForeignRuntimeFolder(t *testing.T) {
	need.OtherUser(t)
	for _, tt := range []struct{ name, folder string }{
		{"the runtime folder", "run"},
		{"our folder in it", "run/wolkvox-hold"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkplace(t)
			must(t, os.MkdirAll(w.path(tt.folder), 0o700))
			must(t, os.Chown(w.path(tt.folder), otherUser, otherUser))
			w.twelve(t, "in_flight_elsewhere", nil)
			wantTold(t, w.toggle(), hold.Ignored, "too_soon")
			var names []string
			must(t, filepath.WalkDir(w.path(tt.folder), func(path string, _ fs.DirEntry, err error) error {
				names = append(names, path)
				return err
			}))
			if !slices.Equal(names, []string{w.path(tt.folder)}) {
				t.Errorf("it holds %q now, want nothing", names[1:])
			}
			w.tally(tt.name+" belongs to somebody else: twelve at once and one more", 1)
		})
	}
}

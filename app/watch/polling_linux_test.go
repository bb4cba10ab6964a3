package watch

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// TestInotifyUsedUp watches a folder in a user namespace without free inotify instances, and in one
// without a free watch for the folder.
func TestInotifyUsedUp(t *testing.T) {
	const inside = "WOLKVOX_HOLD_TEST_NO_INOTIFY"
	limit, is := os.LookupEnv(inside)
	if !is {
		for _, limit := range []string{"max_inotify_instances=0", "max_inotify_watches=1"} {
			cmd := exec.Command("/proc/self/exe", "-test.run=^TestInotifyUsedUp$", "-test.v")
			cmd.Env = append(os.Environ(), inside+"="+limit)
			cmd.SysProcAttr = &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER,
				UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
			}
			need.Namespaces(t, cmd.SysProcAttr)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "--- PASS: TestInotifyUsedUp") {
				t.Errorf("%s: %v\n%s", limit, err, out)
			}
		}
		return
	}
	name, value, _ := strings.Cut(limit, "=")
	if err := os.WriteFile("/proc/sys/user/"+name, []byte(value), 0); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	why := make(chan error, 1)
	told := watched(t, func(ctx context.Context, changed func()) error {
		return OrSlowly(ctx, func(ctx context.Context, changed func()) error { return Folder(ctx, folder, changed) },
			changed, func(err error) { why <- err })
	})
	wait(t, told, "the first look")
	select {
	case err := <-why:
		if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("slowly because of %v, want the limit", err)
		}
	default:
		t.Error("the folder counts as watched")
	}
}

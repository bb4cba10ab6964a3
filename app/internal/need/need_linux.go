package need

import (
	"os/exec"
	"syscall"
	"testing"
)

// Namespaces are needed as attr has them. Some containers forbid them, and some systems
// allow them without the rights in them, which a change of the root shows.
func Namespaces(t *testing.T, attr *syscall.SysProcAttr) {
	t.Helper()
	try := exec.Command("true")
	withRights := *attr
	withRights.Chroot = "/"
	try.SysProcAttr = &withRights
	if err := try.Run(); err != nil {
		Missing(t, "name spaces of its own", err)
	}
}

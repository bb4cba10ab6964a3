package app

import (
	"context"
	"os/exec"
	"time"
)

// readMacProxy asks the system for its proxy settings, for at most 3 s. It starts
// a process, so it is never called on the way of a press. Type-checked only,
// never run on a Mac.
func readMacProxy(ctx context.Context) (macProxy, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/sbin/scutil", "--proxy")
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.Output()
	if err != nil {
		return macProxy{}, err
	}
	return parseScutil(string(out)), nil
}

package proxy

import (
	"context"
	"net/url"
	"os/exec"
	"time"
)

// scutilTimeout limits the program that prints the system's settings.
const scutilTimeout = 3 * time.Second

// Look finds the proxy for target in the system's settings, which /usr/sbin/scutil
// prints. It fails if they name a script and no fixed proxy, because connecting without
// a proxy might be forbidden by IT. It has only been type-checked, never run on a Mac.
func Look(target *url.URL) (Answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), scutilTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/sbin/scutil", "--proxy")
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.Output()
	if err != nil {
		return Answer{}, err
	}
	return parseScutil(string(out)).answer(target)
}

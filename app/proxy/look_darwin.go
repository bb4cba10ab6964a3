package proxy

import (
	"context"
	"net/url"
	"os/exec"
	"time"
)

// scutilWithin bounds the program that prints the system's settings.
const scutilWithin = 3 * time.Second

// Look finds the proxy for target in the system's own settings, by starting
// /usr/sbin/scutil. Where they name a script and no fixed proxy it fails: going
// without could be what IT forbids. Type-checked only, never run on a Mac.
func Look(target *url.URL) (Answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), scutilWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/sbin/scutil", "--proxy")
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.Output()
	if err != nil {
		return Answer{}, err
	}
	return parseScutil(string(out)).answer(target)
}

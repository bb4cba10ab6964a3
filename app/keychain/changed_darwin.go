package keychain

import (
	"context"
	"os/exec"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
)

// changedWithin bounds the program that tells of the entry.
const changedWithin = time.Second

// changed asks /usr/bin/security, without the value, when the entry was stored last.
// Type-checked only, never run on a Mac.
func changed() time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), changedWithin)
	defer cancel()
	out := capped.Buffer{Limit: maxValue}
	cmd := exec.CommandContext(ctx, "/usr/bin/security", "find-generic-password", "-s", Service, "-a", User)
	cmd.Stdout, cmd.WaitDelay = &out, pipeGrace
	if cmd.Run() != nil {
		return time.Time{}
	}
	return modificationDate(out.String())
}

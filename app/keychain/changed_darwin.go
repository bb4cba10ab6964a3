package keychain

import (
	"context"
	"os/exec"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
)

// securityTimeout limits /usr/bin/security.
const securityTimeout = time.Second

// changed returns when the entry was stored last. It does not read the value. It has only
// been type-checked, never run on a Mac.
func changed() time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), securityTimeout)
	defer cancel()
	out := capped.Buffer{Limit: maxValue}
	cmd := exec.CommandContext(ctx, "/usr/bin/security", "find-generic-password", "-s", Service, "-a", User)
	cmd.Stdout, cmd.WaitDelay = &out, pipeGrace
	if cmd.Run() != nil {
		return time.Time{}
	}
	return modificationDate(out.String())
}

func store(secret string) error { return keyring.Set(Service, User, secret) }

func (k *Keychain) stores() stores { return stores{system: systemStore{}} }

// Refusal is for Windows alone.
func Refusal() string { return "" }

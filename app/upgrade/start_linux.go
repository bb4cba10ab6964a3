package upgrade

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// ErrBeingWritten is what the start of a program fails with while its file is written.
const ErrBeingWritten = syscall.ETXTBSY

// ownFile is right even if path was replaced before this.
func ownFile(string) string { return env.OwnFile }

func watchFile(ctx context.Context, path string, changed func()) error {
	return watch.Folder(ctx, filepath.Dir(path), changed)
}

// Successor is the newer program, which is executed in this process.
type Successor struct{}

// StartNewer has nothing to do yet: what cannot be executed is found out in TakeOver, and
// leaves this program.
func StartNewer() (*Successor, error) { return &Successor{}, nil }

// CallOff has nothing to undo.
func (*Successor) CallOff() {}

// TakeOver executes the newer program in this process, or this one again if that fails:
// the kernel still has its file, even if it was deleted. It returns only if both fail.
func (*Successor) TakeOver(p *env.Env, leftAt int64, log func(msg string, args ...any)) error {
	environ := append(os.Environ(), leftAtKey+"="+strconv.FormatInt(leftAt, 10))
	for _, path := range []string{env.ProgramPath(), env.OwnFile} {
		err := syscall.Exec(path, []string{os.Args[0], ResumeCommand}, environ)
		log("not started", "program", path, "err", err)
	}
	return env.Failed(p.Words.RestartByHand())
}

// leftAtKey is the environment variable in which the older program says when it stopped
// taking presses, by the clock of [channel.Stamp].
const leftAtKey = "WOLKVOX_HOLD_LEFT_AT"

// OlderLeftAt returns when the older program, which was this process, stopped taking presses,
// 0 if that is unknown. The place is ours.
func OlderLeftAt(p *env.Env) (at int64, ours bool) {
	defer os.Unsetenv(leftAtKey) // the next restart sets its own
	return parseLeftAt(p.Getenv(leftAtKey)), true
}

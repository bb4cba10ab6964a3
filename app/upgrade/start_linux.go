package upgrade

import (
	"os"
	"strconv"
	"syscall"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// StartNewer executes the newer program in this process, or this one again if that fails:
// the kernel still has its file, even if it was deleted. It returns only if both fail.
func StartNewer(p *env.Env, leftAt int64, log func(msg string, args ...any)) error {
	environ := append(os.Environ(), LeftAtKey+"="+strconv.FormatInt(leftAt, 10))
	for _, path := range []string{env.ProgramPath(), env.OwnFile} {
		err := syscall.Exec(path, []string{os.Args[0], ResumeCommand}, environ)
		log("not started", "program", path, "err", err)
	}
	return env.Failed(p.Words.RestartByHand())
}

package resident

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/programversion"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// probeWithin is how long a newer program may take to say its version.
const probeWithin = 10 * time.Second

// watchProgram watches for a newer program. Package managers rename a complete file into
// place; others remove the old file and then write the new one. So a file counts only when
// it is not the one that runs and it answers with its version.
func (r *resident) watchProgram(ctx context.Context) error {
	path := env.ProgramPath()
	old, err := os.Stat(env.OwnFile) // right even if path was replaced before this
	if err != nil {
		return err
	}
	var tried os.FileInfo // do not try the same file twice
	return r.follow(ctx, "program", func(ctx context.Context, changed func()) error {
		return watch.Folder(ctx, filepath.Dir(path), changed)
	}, func() {
		found, err := os.Stat(path)
		if err != nil || os.SameFile(old, found) {
			tried = nil
			r.post(func() { r.newerVersion("") })
			return
		}
		if tried != nil && sameContent(tried, found) {
			return
		}
		version, err := probe(ctx, path)
		if !errors.Is(err, syscall.ETXTBSY) {
			tried = found
		}
		if err != nil {
			r.log.Warn("the newer program does not start", "err", err)
		}
		r.post(func() {
			r.newerVersion(version)
			// A file that is still being written causes another event when it is complete.
			if err != nil && !errors.Is(err, syscall.ETXTBSY) && ctx.Err() == nil {
				r.hintNote(r.p.Words.RestartByHand())
			}
		})
	})
}

// sameContent reports whether a file has been neither written nor replaced in between.
func sameContent(before, now os.FileInfo) bool {
	return os.SameFile(before, now) && before.ModTime().Equal(now.ModTime()) && before.Size() == now.Size() && before.Mode() == now.Mode()
}

// probe asks a program for its version and whether it knows [ResumeCommand].
func probe(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, probeWithin)
	defer cancel()
	version, err := programversion.Of(ctx, path, env.ProgramName)
	if err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, path, "help", ResumeCommand)
	c.WaitDelay = time.Second
	return version, child.Run(c)
}

// startNewer executes the newer program in this process, or this one again if that fails:
// the kernel still has its file, even if it was deleted. It returns only if both fail.
func startNewer(p *env.Env, leftAt int64, log func(msg string, args ...any)) error {
	environ := append(os.Environ(), LeftAtKey+"="+strconv.FormatInt(leftAt, 10))
	for _, path := range []string{env.ProgramPath(), env.OwnFile} {
		err := syscall.Exec(path, []string{os.Args[0], ResumeCommand}, environ)
		log("not started", "program", path, "err", err)
	}
	return env.Failed(p.Words.RestartByHand())
}

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

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/programversion"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// probeWithin is how long a newer program may take to say its version.
const probeWithin = 10 * time.Second

// watchProgram tells of a newer program. Package managers write one beside the
// old and rename it into place, others take the old one away and write the new:
// the file counts when it is another than the one that runs and says its version.
func (r *resident) watchProgram(ctx context.Context) error {
	path := env.ProgramPath()
	old, err := os.Stat(env.OwnFile) // also where it was replaced before we looked
	if err != nil {
		return err
	}
	var tried os.FileInfo // a look that is repeated does not try the same file again
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
			// One that is still being written tells when it is whole.
			if err != nil && !errors.Is(err, syscall.ETXTBSY) && ctx.Err() == nil {
				r.hintNote(r.p.Words.RestartByHand())
			}
		})
	})
}

// sameContent reports whether a file has not been written to or replaced since.
func sameContent(before, now os.FileInfo) bool {
	return os.SameFile(before, now) && before.ModTime().Equal(now.ModTime()) && before.Size() == now.Size() && before.Mode() == now.Mode()
}

// probe asks a program for its version, and whether it can take an older one's
// place. One that answers will start.
func probe(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, probeWithin)
	defer cancel()
	version, err := programversion.Of(ctx, path, env.ProgramName)
	if err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, path, "help", ResumeCommand)
	c.WaitDelay = time.Second
	return version, c.Run()
}

// renew puts the newer program in this one's place. It comes back only if that
// cannot be started, nor this one once more: the kernel still has that, even
// where its file is gone.
func startNewer(p *env.Env, leftAt int64, log func(msg string, args ...any)) error {
	environ := append(os.Environ(), LeftAtKey+"="+strconv.FormatInt(leftAt, 10))
	for _, path := range []string{env.ProgramPath(), env.OwnFile} {
		err := syscall.Exec(path, []string{os.Args[0], ResumeCommand}, environ)
		log("not started", "program", path, "err", err)
	}
	return env.Failed(p.Words.RestartByHand())
}

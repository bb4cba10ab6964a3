package upgrade

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/programversion"
)

// probeWithin is how long a newer program may take to say its version.
const probeWithin = 10 * time.Second

// File is the file of this program, which another one can replace while it runs.
// Package managers rename a complete file into place; others remove the old file and then
// write the new one. Windows Installer renames the file of a running program away first. So
// a file counts only when it is not the one that runs and it answers with its version.
type File struct {
	path  string
	old   os.FileInfo
	tried os.FileInfo // do not try the same file twice
}

// Open notes which file runs.
func (f *File) Open() (err error) {
	f.path = env.ProgramPath()
	f.old, err = os.Stat(ownFile(f.path))
	// On Windows the file is asked who it is at the first comparison, which must not be after
	// it was replaced.
	_ = os.SameFile(f.old, f.old)
	return err
}

// Watch calls changed when the file may be another one.
func (f *File) Watch(ctx context.Context, changed func()) error {
	return watchFile(ctx, f.path, changed)
}

// Look returns the version of the newer program that is there now, empty if there is none or
// it does not start. If this file was tried already, changed is false. [ErrBeingWritten] means
// that the file is still being written.
func (f *File) Look(ctx context.Context) (version string, changed bool, err error) {
	found, err := os.Stat(f.path)
	if err != nil || os.SameFile(f.old, found) {
		f.tried = nil
		return "", true, nil
	}
	if f.tried != nil && sameContent(f.tried, found) {
		return "", false, nil
	}
	version, err = probe(ctx, f.path)
	if !errors.Is(err, ErrBeingWritten) {
		f.tried = found
	}
	return version, true, err
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

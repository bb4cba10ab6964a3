package checks

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// enoughSpace is what the log may need, in bytes, and some more for the lock.
const enoughSpace = 8 << 20

var errFull = errors.New("no space is left")

// log tries to write where the log is written.
func (x *Examination) log(context.Context) []Finding {
	folder := x.p.StateFolder()
	left, err := env.Within(env.ReadWithin, func() (uint64, error) { return tryFolder(folder) })
	switch {
	case errors.Is(err, errFull):
		return x.warning("log_full", folder)
	case errors.Is(err, env.ErrSlow), err != nil:
		return x.warning("log_unwritable", folder)
	case left < enoughSpace:
		return x.warning("log_space", folder)
	}
	return x.well("log_ok", folder)
}

// tryFolder writes a little into a folder, or where it will be made, and takes it
// away again. It returns what space is left there, in bytes.
func tryFolder(folder string) (left uint64, err error) {
	folder, err = existing(folder)
	if err != nil {
		return 0, err
	}
	file, err := os.CreateTemp(folder, ".wolkvox-hold-doctor-*")
	if isFull(err) {
		return 0, errFull
	}
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(make([]byte, 16<<10))
	if e := file.Close(); err == nil {
		err = e
	}
	if isFull(err) {
		return 0, errFull
	}
	if err != nil {
		return 0, err
	}
	return freeSpace(folder)
}

// existing is the folder, or the nearest one above it that is there.
func existing(folder string) (string, error) {
	for {
		info, err := os.Stat(folder)
		switch above := filepath.Dir(folder); {
		case err == nil && info.IsDir():
			return folder, nil
		case err == nil:
			return "", errors.New("a file stands in the place of the folder")
		case !errors.Is(err, os.ErrNotExist) || above == folder:
			return "", err
		default:
			folder = above
		}
	}
}

// lock finds out whether a press could be kept apart from others.
func (x *Examination) lock(ctx context.Context) []Finding {
	if err := control.Usable(ctx, x.p.Places(false)); err != nil {
		return x.trouble("lock_place", err.Error())
	}
	return x.well("lock_ok", "")
}

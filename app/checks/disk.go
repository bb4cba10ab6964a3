package checks

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

func (x *Examination) program(context.Context) []Finding {
	f := x.well("program_ok", "")
	x.detail(&f[0], func(w words.Words) string {
		return w.ProgramIs(env.ProgramName+" "+x.p.Version, runtime.GOOS+" "+runtime.GOARCH, x.p.StateFolder())
	})
	return f
}

// enoughSpace is what log and lock may need, in bytes.
const enoughSpace = 8 << 20

var errFull = errors.New("no space is left")

// log tries to write into the folder of the log.
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

// tryFolder writes a small file into a folder, or where the folder will be created, and
// removes it. It returns the space left there, in bytes.
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

// existing returns the folder, or the nearest parent that exists.
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

// lock checks whether the lock, which keeps presses apart, can be used.
func (x *Examination) lock(ctx context.Context) []Finding {
	if err := instance.Usable(ctx, x.p.Places(false)); err != nil {
		return x.trouble("lock_place", err.Error())
	}
	return x.well("lock_ok", "")
}

// clockTolerance is how far the log may be in the future: a file server has its own clock.
const clockTolerance = 10 * time.Minute

// clock finds a clock that was set back, from the dates of the log. Without asking a time
// server, these and the dates of the certificate are all there is.
func (x *Examination) clock(context.Context) []Finding {
	newest, err := env.Within(env.ReadWithin, func() (time.Time, error) {
		var newest time.Time
		for _, name := range logNames(x.p.StateFolder()) {
			if info, err := os.Lstat(filepath.Join(x.p.StateFolder(), name)); err == nil && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
		}
		return newest, nil
	})
	if now := time.Now(); err == nil && newest.Sub(now) > clockTolerance {
		f := x.warning("clock_back", "")
		x.detail(&f[0], func(w words.Words) string { return w.LogOf(minute(newest), minute(now)) })
		return f
	}
	return nil
}

package control

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const lockFile = "lock"

// place is one open lock file.
type place struct {
	spot
	f     *os.File
	stamp []byte // what it held when we took it; stampSize bytes
	// full is true once the file has its whole size, so that writing into it
	// asks for no more room.
	full bool
}

// openPlace opens the lock file of a spot, and makes it where create is true.
func openPlace(s spot, uid int, create bool) (*place, error) {
	f, err := openLockFile(s, uid, create)
	if err != nil {
		return nil, err
	}
	return &place{spot: s, f: f}, nil
}

// lock takes the place without waiting. It is false when somebody else has it.
func (pl *place) lock() (bool, error) {
	ok, err := tryLock(pl.f)
	if !ok || err != nil {
		return false, err
	}
	// Whoever cleans up folders may have unlinked the file between open and
	// lock; then the next one to come would lock another.
	at, err := os.Lstat(filepath.Join(pl.dir, pl.file))
	if err != nil {
		return false, err
	}
	ours, err := pl.f.Stat()
	if err != nil {
		return false, err
	}
	if !os.SameFile(at, ours) {
		return false, errReplaced
	}
	return true, nil
}

var errReplaced = errors.New("the lock file was replaced")

// prepare reads what the file held, blanks its owner line, and gives it its
// whole size now, while there is time: on most file systems bytes can then be
// replaced even when the disk is full. A file that cannot be written stays
// locked all the same.
func (pl *place) prepare() {
	had := make([]byte, fileSize)
	n, _ := pl.f.ReadAt(had, 0)
	pl.stamp = had[:stampSize:stampSize]
	blank, err := Owner{}.line()
	if err != nil {
		return
	}
	if n == fileSize {
		_, err = pl.f.WriteAt(blank, stampSize)
	} else {
		_, err = pl.f.WriteAt(append(pl.stamp, blank...), 0)
	}
	pl.full = err == nil
}

func (pl *place) writeLine(line []byte) error {
	if !pl.full {
		return fmt.Errorf("%s: no room when it was taken", pl.dir)
	}
	_, err := pl.f.WriteAt(line, stampSize)
	return err
}

// owner reads the owner line, whoever holds the lock. One that cannot be read is
// blank: it may be half written.
func (pl *place) owner() Owner {
	line := make([]byte, lineSize)
	n, _ := pl.f.ReadAt(line, stampSize)
	o, err := parseOwner(line[:n])
	if err != nil {
		return Owner{}
	}
	return o
}

func (pl *place) close() { _ = pl.f.Close() }

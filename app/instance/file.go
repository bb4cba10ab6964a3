package instance

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

const lockFile = "lock"

// place is one place with its lock file open. It has a queue of jobs of its own, so that
// its disk blocks nothing else.
type place struct {
	candidate
	f    *os.File
	path string
	info os.FileInfo // of f, when it was opened
	// stamp is the stamp that the file held when it was locked; stampSize bytes.
	stamp []byte
	// empty is true if the file held neither an owner nor a stamp then.
	empty bool
	// allocated is true once the file has its full size, so that a write needs no new
	// space on the disk.
	allocated atomic.Bool

	mu      sync.Mutex
	lastJob chan struct{} // closed when the newest job is done; nil before the first
}

// openPlace opens the lock file of a candidate. With create it makes a missing one.
func openPlace(c candidate, uid int, create bool) (*place, error) {
	f, err := openLockFile(c, uid, create)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &place{candidate: c, f: f, path: f.Name(), info: info}, nil
}

// async runs a job in the background, after the place's earlier jobs. A disk that hangs
// blocks only its own jobs.
func (pl *place) async(job func()) { go pl.queue(job)() }

// queue reserves the next turn for a job. The caller must call the function it returns,
// which waits for the earlier jobs and then runs this one.
func (pl *place) queue(job func()) func() {
	done := make(chan struct{})
	pl.mu.Lock()
	defer pl.mu.Unlock()
	previous := pl.lastJob
	pl.lastJob = done
	return func() {
		defer close(done)
		if previous != nil {
			<-previous
		}
		job()
	}
}

// lock takes the place without waiting. It returns false if another process holds it.
func (pl *place) lock() (bool, error) {
	ok, err := tryLock(pl.f)
	if !ok || err != nil {
		return false, err
	}
	// If the file was removed between open and lock, the next process would create and
	// lock another one.
	if err := pl.checkPath(); err != nil {
		return false, err
	}
	return true, nil
}

var errReplaced = errors.New("the lock file was removed or replaced")

// read fills in stamp and empty.
func (pl *place) read() {
	content := make([]byte, fileSize)
	n, _ := pl.f.ReadAt(content, 0)
	pl.stamp = content[:stampSize:stampSize]
	pl.empty = len(bytes.Trim(content[:n], "\x00 \n")) == 0
}

// prepare blanks the owner line and gives the file its full size: on most file systems
// its bytes can then be replaced even when the disk is full. A file that cannot be
// written stays locked.
func (pl *place) prepare() error {
	blank, err := Owner{}.line()
	if err != nil {
		return err
	}
	if now, err := pl.f.Stat(); err == nil && now.Size() >= fileSize {
		_, err = pl.f.WriteAt(blank, stampSize)
		pl.allocated.Store(err == nil)
		return err
	}
	_, err = pl.f.WriteAt(append(pl.stamp[:stampSize:stampSize], blank...), 0)
	pl.allocated.Store(err == nil)
	return err
}

// writeAt writes b at an offset, into space that the file already has.
func (pl *place) writeAt(b []byte, at int64) error {
	if !pl.allocated.Load() {
		return fmt.Errorf("%s: no room when it was taken", pl.dir)
	}
	_, err := pl.f.WriteAt(b, at)
	return err
}

// owner reads the owner line, whether or not this process holds the lock. A line that
// cannot be parsed counts as blank: it may be half written.
func (pl *place) owner() Owner {
	line := make([]byte, lineSize)
	n, _ := pl.f.ReadAt(line, stampSize)
	o, err := parseOwner(line[:n])
	if err != nil {
		return Owner{}
	}
	return o
}

// held reports whether some process holds the lock. To find out, it takes a free lock
// for an instant.
func (pl *place) held() bool {
	ok, err := tryLock(pl.f)
	if ok {
		unlock(pl.f)
	}
	return !ok && err == nil
}

// close unlocks the file before it closes it. Closing can block on a disk that hangs,
// and a process with a thread blocked in the kernel does not end completely, so the
// kernel would not free its locks.
func (pl *place) close() {
	unlock(pl.f)
	pl.async(func() { _ = pl.f.Close() })
}

package control

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
)

const lockFile = "lock"

// place is one open lock file.
type place struct {
	spot
	f    *os.File
	path string
	info os.FileInfo // of f, as it was opened
	// stamp is what the file held when it was locked; stampSize bytes.
	stamp []byte
	// bare is true where no process had said or stored anything in it then.
	bare bool
	// full is true once the file has its whole size, so that writing into it
	// asks for no more room.
	full atomic.Bool

	mu   sync.Mutex
	last chan struct{} // closed when the latest job is over; nil before the first
}

// openPlace opens the lock file of a spot, and makes it where create is true.
func openPlace(s spot, uid int, create bool) (*place, error) {
	f, err := openLockFile(s, uid, create)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &place{spot: s, f: f, path: f.Name(), info: info}, nil
}

// do runs a job beside the caller, after the place's earlier ones. A disk that
// stands still keeps the jobs, and nobody else.
func (pl *place) do(job func()) { go pl.queue(job)() }

// queue puts a job behind the place's earlier ones. What it returns waits for them and
// runs it; it must be called.
func (pl *place) queue(job func()) func() {
	over := make(chan struct{})
	pl.mu.Lock()
	defer pl.mu.Unlock()
	before := pl.last
	pl.last = over
	return func() {
		defer close(over)
		if before != nil {
			<-before
		}
		job()
	}
}

// lock takes the place without waiting. It is false when somebody else has it.
func (pl *place) lock() (bool, error) {
	ok, err := tryLock(pl.f)
	if !ok || err != nil {
		return false, err
	}
	// A clean-up of folders may have unlinked the file between open and
	// lock; then the next one to come would lock another.
	if err := pl.inPlace(); err != nil {
		return false, err
	}
	return true, nil
}

var errReplaced = errors.New("the lock file was removed or replaced")

// read keeps what the file holds.
func (pl *place) read() {
	had := make([]byte, fileSize)
	n, _ := pl.f.ReadAt(had, 0)
	pl.stamp = had[:stampSize:stampSize]
	pl.bare = len(bytes.Trim(had[:n], "\x00 \n")) == 0
}

// prepare blanks the owner line, and gives the file its whole size now, while there
// is time: on most file systems bytes can then be replaced even when the disk is
// full. A file that cannot be written stays locked all the same.
func (pl *place) prepare() error {
	blank, err := Owner{}.line()
	if err != nil {
		return err
	}
	if now, err := pl.f.Stat(); err == nil && now.Size() >= fileSize {
		_, err = pl.f.WriteAt(blank, stampSize)
		pl.full.Store(err == nil)
		return err
	}
	_, err = pl.f.WriteAt(append(pl.stamp[:stampSize:stampSize], blank...), 0)
	pl.full.Store(err == nil)
	return err
}

// put writes b at an offset, into room that the file has already.
func (pl *place) put(b []byte, at int64) error {
	if !pl.full.Load() {
		return fmt.Errorf("%s: no room when it was taken", pl.dir)
	}
	_, err := pl.f.WriteAt(b, at)
	return err
}

// owner reads the owner line, whether the lock is ours or not. One that cannot be read is
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

// held reports whether some process holds the lock. Asking takes it for an instant.
func (pl *place) held() bool {
	ok, err := tryLock(pl.f)
	if ok {
		unlock(pl.f)
	}
	return !ok && err == nil
}

// close gives the lock back first: closing can wait for a disk that stands still, and
// a thread that stands in the kernel keeps a process from ending whole.
func (pl *place) close() {
	unlock(pl.f)
	pl.do(func() { _ = pl.f.Close() })
}

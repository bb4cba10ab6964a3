package logfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	// megabyte bounds one file, in bytes.
	megabyte = 1 << 20
	// maxSize is when a file counts as full: a process that hangs with the lock has
	// others write without.
	maxSize = megabyte - 4*maxLine
	// kept is how many full files stay beside the one that is written.
	kept = 2
	// maxStuck bounds a file that cannot be renamed, because somebody holds it.
	maxStuck = 2 * megabyte
	// maxWaiting bounds the lines that wait for the disk.
	maxWaiting = 512
	// maxLine bounds a line, in bytes.
	maxLine = 4 << 10
	// atOnce is how many lines are written under one lock.
	atOnce = 64
	// lockTries and lockPause bound how long another process is waited for that
	// writes the log.
	lockTries = 400
	lockPause = 5 * time.Millisecond
)

// File takes the lines of a log. It must not be copied after first use; its methods
// may be called from several goroutines at once.
type File struct {
	// Folder is where the files lie; it is made with the first line.
	Folder string
	// Name is the file's name without its ending ".log".
	Name string

	mu      sync.Mutex
	waiting [][]byte
	lost    int           // lines that found no room to wait, or no room on the disk
	done    chan struct{} // closed when nothing waits any more; nil if nothing is written

	half bool // the last line was cut by the disk; owned by the goroutine that writes
}

// Write takes one line, which ends with a line end. It never blocks and never fails:
// where the disk does not keep up lines are dropped, and counted in the log when it
// does again.
func (f *File) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.waiting) >= maxWaiting {
		f.lost++
		return len(line), nil
	}
	f.waiting = append(f.waiting, bounded(line))
	if f.done == nil {
		f.done = make(chan struct{})
		go f.run(f.done)
	}
	return len(line), nil
}

// bounded is a copy of a line, cut where it is too long.
func bounded(line []byte) []byte {
	if len(line) <= maxLine {
		return slices.Clone(line)
	}
	end := maxLine - len("...\n")
	for end > 0 && !utf8.RuneStart(line[end]) {
		end--
	}
	return append(slices.Clone(line[:end]), "...\n"...)
}

// Flush waits until every line that was taken is written or dropped, but no longer
// than limit, and reports whether it was.
func (f *File) Flush(limit time.Duration) bool {
	f.mu.Lock()
	done := f.done
	f.mu.Unlock()
	if done == nil {
		return true
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// run writes what waits, and ends when nothing does.
func (f *File) run(done chan struct{}) {
	defer close(done)
	for {
		f.mu.Lock()
		lines, lost := f.waiting, f.lost
		if f.waiting, f.lost = nil, 0; len(lines) == 0 && lost == 0 {
			f.done = nil
			f.mu.Unlock()
			return
		}
		f.mu.Unlock()
		if lost > 0 {
			lines = append(lines, fmt.Appendf(nil, "time=%s level=WARN msg=\"log lines lost\" count=%d\n", time.Now().Format("2006-01-02T15:04:05.000Z07:00"), lost))
		}
		if written := f.putAll(lines); written < len(lines) {
			f.dropped(lost, len(lines)-written)
			return
		}
	}
}

// putAll appends lines and returns how many the disk took.
func (f *File) putAll(lines [][]byte) (written int) {
	for some := range slices.Chunk(lines, atOnce) {
		n := f.putSome(some)
		if written += n; n < len(some) {
			break
		}
	}
	return written
}

// putSome appends lines while no other process does. Appending is not one step
// everywhere: network folders and Wine mix lines.
func (f *File) putSome(lines [][]byte) (written int) {
	unlock := f.lock()
	defer unlock()
	for written < len(lines) && f.put(lines[written]) == nil {
		written++
	}
	return written
}

// lock takes the lock of the log, and makes its folder where that is missing: in the
// middle of the day, too. Who holds it for long hangs, and is not waited for.
func (f *File) lock() (unlock func()) {
	_ = os.MkdirAll(f.Folder, 0o700) // the lines say it by being lost
	for range lockTries {
		unlock, busy := lock(filepath.Join(f.Folder, f.Name+".lock"))
		if !busy {
			return unlock
		}
		time.Sleep(lockPause)
	}
	return func() {}
}

// dropped counts lines that the disk did not take, and those that wait behind them.
// The next line that comes tries the disk again.
func (f *File) dropped(before, now int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if before > 0 {
		now += before - 1 // the line that counted them is no loss itself
	}
	f.lost += now + len(f.waiting)
	f.waiting, f.done = nil, nil
}

var errStuck = errors.New("the full log cannot be renamed")

// put appends one line.
func (f *File) put(line []byte) error {
	file, size, err := f.open()
	if err != nil {
		return err
	}
	if size > 0 && size+int64(len(line)) > maxSize {
		_ = file.Close() // else Windows renames nothing
		f.rotate()
		if file, size, err = f.open(); err != nil {
			return err
		}
		if size+int64(len(line)) > maxStuck {
			_ = file.Close()
			return errStuck
		}
	}
	err = f.write(file, line)
	return errors.Join(err, file.Close())
}

// write puts one line behind the others; one that follows half a line begins anew.
func (f *File) write(to io.Writer, line []byte) error {
	if f.half {
		line = append([]byte{'\n'}, line...)
	}
	n, err := to.Write(line)
	if n > 0 {
		f.half = err != nil
	}
	return err
}

// open opens the file to append to.
func (f *File) open() (*os.File, int64, error) {
	file, err := os.OpenFile(f.path(0), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close() // the error that counts is the one before
		return nil, 0, err
	}
	return file, info.Size(), nil
}

// path is the file that was full n times ago.
func (f *File) path(n int) string {
	if n == 0 {
		return filepath.Join(f.Folder, f.Name+".log")
	}
	return filepath.Join(f.Folder, fmt.Sprintf("%s.%d.log", f.Name, n))
}

// rotate renames the full file; the lock is held.
func (f *File) rotate() {
	for n := kept; n > 0; n-- {
		_ = os.Rename(f.path(n-1), f.path(n)) // one that cannot be renamed stays
	}
}

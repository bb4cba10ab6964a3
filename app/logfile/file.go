package logfile

import (
	"bytes"
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
	// lockPause is how often the lock of another process is tried, and half of what is
	// left to others between two of our own.
	lockPause = 5 * time.Millisecond
	// hangsAfter is when another process that has the lock, and writes nothing, counts
	// as hung. A loaded machine holds one up for seconds.
	hangsAfter = 30 * time.Second
	// diskTries is how often lines that the disk did not take are tried again at once.
	// A file that another program has open for a moment cannot be written on Windows.
	diskTries = 5
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
	lost    int           // lines that found no room to wait
	done    chan struct{} // closed when nothing waits any more; nil if nothing is written

	// Owned by the goroutine that writes.
	half bool // the last line was cut by the disk
	hung bool // another process has the lock and writes nothing
}

// Write takes one line, which ends with a line end. It never blocks and never fails:
// while the disk does not keep up, or takes nothing, the newest lines wait; older ones
// are dropped, and counted in the log.
func (f *File) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wait(bounded(line))
	if f.done == nil {
		f.done = make(chan struct{})
		go f.run(f.done)
	}
	return len(line), nil
}

// wait puts lines behind those that wait; f.mu is held.
func (f *File) wait(lines ...[]byte) {
	f.waiting = append(f.waiting, lines...)
	if over := len(f.waiting) - maxWaiting; over > 0 {
		f.lost += over
		f.waiting = f.waiting[over:]
	}
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

// Flush waits until every line that was taken is written, or the disk takes none, but
// no longer than limit, and reports whether the disk was heard of.
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

// run writes what waits, and ends when nothing does or the disk takes nothing: then the
// next line that comes tries it again.
func (f *File) run(done chan struct{}) {
	defer close(done)
	for tries := 0; ; {
		f.mu.Lock()
		lines, lost := f.waiting, f.lost
		if len(lines) == 0 || tries == diskTries {
			f.done = nil
			f.mu.Unlock()
			return
		}
		f.waiting, f.lost = nil, 0
		f.mu.Unlock()
		if lost > 0 {
			lines = append([][]byte{fmt.Appendf(nil, "time=%s level=WARN msg=\"log lines lost\" count=%d\n", time.Now().Format("2006-01-02T15:04:05.000Z07:00"), lost)}, lines...)
		}
		written := f.putAll(lines)
		if tries++; written > 0 {
			tries, lost = 0, 0
		} else if lost > 0 {
			lines = lines[1:] // the line that counts them is no line of its own
		}
		if lines = lines[written:]; len(lines) > 0 {
			f.mu.Lock()
			later := f.waiting
			f.waiting, f.lost = nil, f.lost+lost
			f.wait(append(lines, later...)...)
			f.mu.Unlock()
			time.Sleep(lockPause << tries)
		}
	}
}

// putAll appends lines and returns how many the disk took.
func (f *File) putAll(lines [][]byte) (written int) {
	for some := range slices.Chunk(lines, atOnce) {
		if written > 0 {
			time.Sleep(2 * lockPause) // others write here, too
		}
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
	for written < len(lines) {
		n, err := f.put(lines[written:])
		if written += n; err != nil {
			break
		}
	}
	return written
}

// lock takes the lock of the log, and makes its folder where that is missing: in the
// middle of the day, too. Another process is waited for as long as it writes; one that
// hangs with the lock is not.
func (f *File) lock() (unlock func()) {
	_ = os.MkdirAll(f.Folder, 0o700) // the lines say it by being lost
	file, err := os.OpenFile(filepath.Join(f.Folder, f.Name+".lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}
	}
	last, since := f.look(), time.Now()
	for takenByOther(file) {
		if now := f.look(); now != last {
			last, since, f.hung = now, time.Now(), false
		}
		if f.hung = f.hung || time.Since(since) > hangsAfter; f.hung {
			return func() { _ = file.Close() }
		}
		time.Sleep(lockPause)
	}
	f.hung = false
	return func() { _ = file.Close() }
}

// look is what changes in the log when somebody writes it.
func (f *File) look() (state struct{ at, size int64 }) {
	if info, err := os.Stat(f.path(0)); err == nil {
		state.at, state.size = info.ModTime().UnixNano(), info.Size()
	}
	return state
}

var errStuck = errors.New("the full log cannot be renamed")

// put appends lines, as many as there is room for in one file, by one write.
func (f *File) put(lines [][]byte) (written int, err error) {
	file, size, err := f.open()
	if err != nil {
		return 0, err
	}
	room := int64(maxSize)
	if size > 0 && size+int64(len(lines[0])) > room {
		if room = maxStuck; !f.hung { // else another process may be renaming
			_ = file.Close() // else Windows renames nothing
			f.rotate()
			if file, size, err = f.open(); err != nil {
				return 0, err
			}
			if size == 0 {
				room = maxSize
			}
		}
		if size+int64(len(lines[0])) > room {
			_ = file.Close()
			return 0, errStuck
		}
	}
	n := 0
	for n < len(lines) && (n == 0 || size+int64(len(lines[n])) <= room) {
		size += int64(len(lines[n]))
		n++
	}
	written, err = f.write(file, lines[:n])
	return written, errors.Join(err, file.Close())
}

// write puts lines behind the others, and returns how many of them were written whole.
// One that follows half a line begins a line of its own.
func (f *File) write(to io.Writer, lines [][]byte) (written int, err error) {
	text := bytes.Join(lines, nil)
	before := 0
	if f.half {
		text, before = append([]byte{'\n'}, text...), 1
	}
	n, err := to.Write(text)
	if n == 0 {
		return 0, err
	}
	n -= before
	for written < len(lines) && n >= len(lines[written]) {
		n -= len(lines[written])
		written++
	}
	f.half = n > 0
	return written, err
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

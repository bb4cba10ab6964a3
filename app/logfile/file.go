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
	// megabyte limits one file, in bytes.
	megabyte = 1 << 20
	// maxSize is when a file counts as full. It leaves room for processes that write
	// without the lock while another one hangs with it.
	maxSize = megabyte - 4*maxLine
	// oldFiles is how many full files are kept.
	oldFiles = 2
	// maxUnrenamedSize limits a full file that cannot be renamed, because another program
	// has it open.
	maxUnrenamedSize = 2 * megabyte
	// maxQueued limits the lines that wait for the disk.
	maxQueued = 512
	// maxLine limits a line, in bytes.
	maxLine = 4 << 10
	// batchSize is how many lines are written under one lock.
	batchSize = 64
	// lockPoll is how often the lock of another process is tried. Between two batches
	// twice that time is left to other processes.
	lockPoll = 5 * time.Millisecond
	// hungTimeout is when another process that holds the lock, and writes nothing,
	// counts as hung. On a loaded machine a process may well stop for seconds.
	hungTimeout = 30 * time.Second
	// diskTries is how often lines that could not be written are tried again at once. On
	// Windows a file that another program has open for a moment cannot be written.
	diskTries = 5
)

// File writes the lines of a log. It must not be copied after first use. Its methods
// may be called from several goroutines.
type File struct {
	// Folder has the files. It is made with the first line.
	Folder string
	// Name is the file's name without ".log".
	Name string

	mu      sync.Mutex
	queue   [][]byte
	dropped int           // lines dropped because the queue was full
	done    chan struct{} // closed when the queue is empty; nil if nothing is written

	// Owned by the goroutine that writes.
	partialLine bool // the last line was only partly written
	hung        bool // another process has the lock and writes nothing
}

// Write queues one line, which ends with a newline. It never blocks and never fails:
// while the disk is too slow or cannot be written, the newest lines stay in the queue.
// Older ones are dropped, and the log says how many.
func (f *File) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.enqueue(truncate(line))
	if f.done == nil {
		f.done = make(chan struct{})
		go f.run(f.done)
	}
	return len(line), nil
}

// enqueue adds lines to the queue; f.mu is held.
func (f *File) enqueue(lines ...[]byte) {
	f.queue = append(f.queue, lines...)
	if over := len(f.queue) - maxQueued; over > 0 {
		f.dropped += over
		f.queue = f.queue[over:]
	}
}

// truncate returns a copy of a line, cut if it is too long.
func truncate(line []byte) []byte {
	if len(line) <= maxLine {
		return slices.Clone(line)
	}
	end := maxLine - len("...\n")
	for end > 0 && !utf8.RuneStart(line[end]) {
		end--
	}
	return append(slices.Clone(line[:end]), "...\n"...)
}

// Flush waits until the queue is empty or the disk cannot be written, for at most
// limit. It returns false if the limit was reached.
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

// run writes the queue. It ends when the queue is empty or the disk cannot be written;
// the next Write starts it again.
func (f *File) run(done chan struct{}) {
	defer close(done)
	for tries := 0; ; {
		f.mu.Lock()
		lines, lost := f.queue, f.dropped
		if len(lines) == 0 || tries == diskTries {
			f.done = nil
			f.mu.Unlock()
			return
		}
		f.queue, f.dropped = nil, 0
		f.mu.Unlock()
		if lost > 0 {
			lines = append([][]byte{fmt.Appendf(nil, "time=%s level=WARN msg=\"log lines lost\" count=%d\n", time.Now().Format("2006-01-02T15:04:05.000Z07:00"), lost)}, lines...)
		}
		written := f.writeAll(lines)
		if tries++; written > 0 {
			tries, lost = 0, 0
		} else if lost > 0 {
			lines = lines[1:] // the line with the count; it will be made again
		}
		if lines = lines[written:]; len(lines) > 0 {
			f.mu.Lock()
			later := f.queue
			f.queue, f.dropped = nil, f.dropped+lost
			f.enqueue(append(lines, later...)...)
			f.mu.Unlock()
			time.Sleep(lockPoll << tries)
		}
	}
}

// writeAll appends lines and returns how many were written.
func (f *File) writeAll(lines [][]byte) (written int) {
	for some := range slices.Chunk(lines, batchSize) {
		if written > 0 {
			time.Sleep(2 * lockPoll) // let other processes write
		}
		n := f.writeBatch(some)
		if written += n; n < len(some) {
			break
		}
	}
	return written
}

// writeBatch appends lines under the lock. Appending alone is not atomic everywhere: on
// network folders and under Wine the lines of two processes would get mixed.
func (f *File) writeBatch(lines [][]byte) (written int) {
	unlock := f.lock()
	defer unlock()
	for written < len(lines) {
		n, err := f.writeToFile(lines[written:])
		if written += n; err != nil {
			break
		}
	}
	return written
}

// lock takes the lock of the log, and makes the folder if it is missing, which may
// happen at any time. It waits for another process as long as that writes, but not for
// one that hangs.
func (f *File) lock() (unlock func()) {
	_ = os.MkdirAll(f.Folder, 0o700) // if it fails, writing the lines fails too
	file, err := os.OpenFile(filepath.Join(f.Folder, f.Name+".lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}
	}
	last, since := f.fileState(), time.Now()
	for lockHeldByOther(file) {
		if now := f.fileState(); now != last {
			last, since, f.hung = now, time.Now(), false
		}
		if f.hung = f.hung || time.Since(since) > hungTimeout; f.hung {
			return func() { _ = file.Close() }
		}
		time.Sleep(lockPoll)
	}
	f.hung = false
	return func() { _ = file.Close() }
}

// fileState returns time and size of the log, which change when another process writes.
func (f *File) fileState() (state struct{ at, size int64 }) {
	if info, err := os.Stat(f.path(0)); err == nil {
		state.at, state.size = info.ModTime().UnixNano(), info.Size()
	}
	return state
}

var errNotRenamed = errors.New("the full log cannot be renamed")

// writeToFile appends as many lines as fit into one file, with one write.
func (f *File) writeToFile(lines [][]byte) (written int, err error) {
	file, size, err := f.open()
	if err != nil {
		return 0, err
	}
	room := int64(maxSize)
	if size > 0 && size+int64(len(lines[0])) > room {
		if room = maxUnrenamedSize; !f.hung { // without the lock, another process may be renaming
			_ = file.Close() // Windows does not rename an open file
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
			return 0, errNotRenamed
		}
	}
	n := 0
	for n < len(lines) && (n == 0 || size+int64(len(lines[n])) <= room) {
		size += int64(len(lines[n]))
		n++
	}
	written, err = f.writeLines(file, lines[:n])
	return written, errors.Join(err, file.Close())
}

// writeLines appends lines, and returns how many of them were written completely. After a
// partly written line it first writes a newline.
func (f *File) writeLines(to io.Writer, lines [][]byte) (written int, err error) {
	text := bytes.Join(lines, nil)
	prefix := 0
	if f.partialLine {
		text, prefix = append([]byte{'\n'}, text...), 1
	}
	n, err := to.Write(text)
	if n == 0 {
		return 0, err
	}
	n -= prefix
	for written < len(lines) && n >= len(lines[written]) {
		n -= len(lines[written])
		written++
	}
	f.partialLine = n > 0
	return written, err
}

// open opens the file for appending, and returns its size.
func (f *File) open() (*os.File, int64, error) {
	file, err := os.OpenFile(f.path(0), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close() // the first error counts
		return nil, 0, err
	}
	return file, info.Size(), nil
}

// path returns the current file for 0, and the n-th older one for n.
func (f *File) path(n int) string {
	if n == 0 {
		return filepath.Join(f.Folder, f.Name+".log")
	}
	return filepath.Join(f.Folder, fmt.Sprintf("%s.%d.log", f.Name, n))
}

// rotate renames the full files; the lock is held.
func (f *File) rotate() {
	for n := oldFiles; n > 0; n-- {
		_ = os.Rename(f.path(n-1), f.path(n)) // after an error the file stays; see maxUnrenamedSize
	}
}

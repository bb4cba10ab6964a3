package logfile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

func flush(t *testing.T, f *File) {
	t.Helper()
	if !f.Flush(time.Minute) {
		t.Fatal("the lines are not written")
	}
}

// whole returns the lines of all files, oldest first, and checks that each file has a
// limited size and only complete lines.
func whole(t *testing.T, f *File) (lines []string) {
	t.Helper()
	all, _ := filepath.Glob(filepath.Join(f.Folder, "*.log"))
	if len(all) > 1+oldFiles {
		t.Errorf("got %d files, want at most %d: %q", len(all), 1+oldFiles, all)
	}
	for n := oldFiles; n >= 0; n-- {
		b, err := os.ReadFile(f.path(n))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil || len(b) > megabyte || len(b) == 0 || b[len(b)-1] != '\n' {
			t.Errorf("%s: %v, %d bytes, want whole lines of at most 1 MB", f.path(n), err, len(b))
		}
		lines = append(lines, strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")...)
	}
	return lines
}

// TestThreeFilesOfOneMegabyte writes 5 MB: the newest lines are there, in order, and
// the oldest are gone.
func TestThreeFilesOfOneMegabyte(t *testing.T) {
	f := &File{Folder: filepath.Join(t.TempDir(), "made", "with the first line"), Name: "test"}
	const count = 3_500
	for n := range count {
		fmt.Fprintf(f, "%06d %s\n", n, strings.Repeat("x", 993))
		if n%(maxQueued/2) == 0 {
			flush(t, f)
		}
	}
	flush(t, f)
	lines := whole(t, f)
	if size := len(lines) * 1001; size < 2*maxSize || size > 3*maxSize {
		t.Errorf("%d lines are left, want between 2 and 3 MB", len(lines))
	}
	for i, line := range lines {
		if want := fmt.Sprintf("%06d ", count-len(lines)+i); !strings.HasPrefix(line, want) {
			t.Fatalf("line %d begins with %.10q, want %q", i, line, want)
		}
	}
	if info, err := os.Stat(f.path(0)); err == nil && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read the log: %v", info.Mode())
	}
}

// TestSeveralWriteOneLog: residents on two machines that share a home, and commands. No
// line is cut, only old lines are lost, and there are never more than three files.
func TestSeveralWriteOneLog(t *testing.T) {
	folder := t.TempDir()
	const writers, count = 4, 1_200
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			f := &File{Folder: folder, Name: "test"}
			for n := range count {
				fmt.Fprintf(f, "%d %05d %s\n", w, n, strings.Repeat("y", 592))
				if n%(maxQueued/2) == 0 && !f.Flush(time.Minute) {
					t.Error("the lines are not written")
				}
			}
			f.Flush(time.Minute)
		})
	}
	wait.Wait()
	next := map[byte]int{}
	for _, line := range whole(t, &File{Folder: folder, Name: "test"}) {
		var w, n int
		if _, err := fmt.Sscanf(line, "%d %05d ", &w, &n); err != nil || len(line) != 600 {
			t.Fatalf("a torn line %q", line)
		}
		if last, ok := next[line[0]]; ok && n != last {
			t.Errorf("writer %d: got line %d after %d", w, n, last-1)
		}
		next[line[0]] = n + 1
	}
	for w, n := range next {
		if n != count {
			t.Errorf("writer %c: its last line is %d, want %d", w, n-1, count-1)
		}
	}
}

// TestAnotherThatWritesIsWaitedFor: another process is waited for as long as it writes,
// but not if it hangs with the lock. Files that it was renaming are left alone.
func TestAnotherThatWritesIsWaitedFor(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &File{Folder: folder, Name: "test"}
		other := &File{Folder: folder, Name: "test"}
		defer other.lock()()
		size := 0
		wants := func(when string, want int) {
			t.Helper()
			synctest.Wait()
			if info, err := os.Stat(f.path(0)); err != nil || info.Size() != int64(want) {
				t.Errorf("%s: got %v, %v, want %d bytes", when, info, err, want)
			}
		}
		const lines = 3
		for n := range lines {
			line := fmt.Appendf(nil, "other %d\n", n)
			if _, err := other.writeToFile([][]byte{line}); err != nil {
				t.Fatal(err)
			}
			size += len(line)
			fmt.Fprintf(f, "ours %2d\n", n)
			time.Sleep(hungTimeout - time.Second)
			wants("while another writes", size)
		}
		time.Sleep(2 * time.Second)
		wants("when it hangs", size+lines*len("ours  0\n"))
		for range 300 {
			_, _ = f.Write([]byte(strings.Repeat("z", maxLine-1) + "\n"))
			synctest.Wait()
			time.Sleep(time.Second)
		}
		wants("and is full", size+lines*len("ours  0\n")+300*maxLine)
	})
}

// TestAFileThatCannotBeRenamedStaysBounded: another program has it open, which is
// possible on Windows. Here a folder has the new name.
func TestAFileThatCannotBeRenamedStaysBounded(t *testing.T) {
	f := &File{Folder: t.TempDir(), Name: "test"}
	for n := 1; n <= oldFiles; n++ {
		if err := os.MkdirAll(filepath.Join(f.path(n), "in the way"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 600 {
		_, _ = f.Write([]byte(strings.Repeat("z", maxLine-1) + "\n"))
		if n%50 == 0 {
			flush(t, f)
		}
	}
	flush(t, f)
	if info, err := os.Stat(f.path(0)); err != nil || info.Size() > maxUnrenamedSize {
		t.Errorf("got %v, %v, want at most %d bytes", info, err, maxUnrenamedSize)
	}
}

// TestHalfALineDoesNotSpoilTheNext: the disk became full in the middle of a line.
func TestHalfALineDoesNotSpoilTheNext(t *testing.T) {
	f := &File{}
	disk := &smallDisk{room: 12}
	write := func(want int, lines ...string) {
		t.Helper()
		var all [][]byte
		for _, line := range lines {
			all = append(all, []byte(line+"\n"))
		}
		if got, err := f.writeLines(disk, all); got != want || (err == nil) != (want == len(lines)) {
			t.Errorf("%q: %d were written, %v, want %d", lines, got, err, want)
		}
	}
	write(1, "first line", "second line")
	write(0, "third")
	disk.room = 100
	write(2, "fourth", "fifth")
	if got, want := disk.String(), "first line\ns\nfourth\nfifth\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type smallDisk struct {
	bytes.Buffer
	room int
}

func (d *smallDisk) Write(b []byte) (int, error) {
	n, _ := d.Buffer.Write(b[:min(len(b), d.room)])
	if d.room -= n; n < len(b) {
		return n, errors.New("no space left")
	}
	return n, nil
}

func TestALineIsBounded(t *testing.T) {
	f := &File{Folder: t.TempDir(), Name: "test"}
	_, _ = f.Write([]byte(strings.Repeat("l\u00f6ng ", maxLine) + "\n"))
	_, _ = f.Write([]byte("short\n"))
	flush(t, f)
	if lines := whole(t, f); len(lines) != 2 || len(lines[0]) > maxLine-1 || !utf8.ValidString(lines[0]) || lines[1] != "short" {
		t.Errorf("got %d lines, the first of %d bytes", len(lines), len(lines[0]))
	}
}

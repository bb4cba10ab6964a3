//go:build unix

package logfile

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestAFullDiskIsNoTrouble: when there is space again, the newest lines are written,
// and dropped lines are counted.
func TestAFullDiskIsNoTrouble(t *testing.T) {
	f := &File{Folder: t.TempDir(), Name: "test"}
	if err := os.Symlink("/dev/full", f.path(0)); err != nil {
		t.Fatal(err)
	}
	const count = 1000
	for n := range count {
		if wrote, err := fmt.Fprintf(f, "line %d\n", n); err != nil || wrote == 0 {
			t.Fatalf("got %d, %v, want a log that never fails", wrote, err)
		}
	}
	flush(t, f)
	if err := os.Remove(f.path(0)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "room again\n")
	flush(t, f)
	lines := whole(t, f)
	const kept = maxQueued - 1
	if len(lines) != maxQueued+1 || !strings.HasSuffix(lines[0], fmt.Sprintf(`level=WARN msg="log lines lost" count=%d`, count-kept)) || lines[maxQueued] != "room again" {
		t.Fatalf("got %d lines, from %q to %q", len(lines), lines[0], lines[len(lines)-1])
	}
	for i, line := range lines[1:maxQueued] {
		if want := fmt.Sprintf("line %d", count-kept+i); line != want {
			t.Fatalf("got %q, want %q", line, want)
		}
	}
}

// TestADiskThatHangsHoldsUpNobody: the folder is on a server that does not answer. Here the file is
// a FIFO that nobody reads.
func TestADiskThatHangsHoldsUpNobody(t *testing.T) {
	f := &File{Folder: t.TempDir(), Name: "test"}
	if err := unix.Mkfifo(f.path(0), 0o600); err != nil {
		t.Fatal(err)
	}
	const count = 100 * maxQueued
	logged := make(chan struct{})
	go func() {
		defer close(logged)
		for n := range count {
			fmt.Fprintf(f, "line %d\n", n)
		}
	}()
	select {
	case <-logged:
	case <-time.After(10 * time.Second):
		t.Fatal("whoever logs waits for the disk")
	}
	if f.Flush(time.Millisecond) {
		t.Error("a disk that hangs has written everything")
	}
	f.mu.Lock()
	waiting := len(f.queue)
	f.mu.Unlock()
	if waiting > maxQueued {
		t.Errorf("%d lines wait, want at most %d", waiting, maxQueued)
	}
	// The disk works again: the queue is written, and the rest was counted.
	reader, err := os.OpenFile(f.path(0), os.O_RDWR, 0) // both ends, so that it has no end
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	written, lost := 0, 0
	for in := bufio.NewScanner(reader); written+lost < count && in.Scan(); {
		if _, n, ok := strings.Cut(in.Text(), "count="); ok {
			n, _ := strconv.Atoi(n)
			lost += n
		} else {
			written++
		}
	}
	if written+lost != count || lost == 0 {
		t.Errorf("%d lines were written and %d counted as lost, want %d in all", written, lost, count)
	}
	flush(t, f)
}

//go:build unix

package logfile

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestAFullDiskIsNoTrouble: what is lost is counted when there is room again.
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
	if len(lines) != 2 || lines[0] != "room again" || !strings.HasSuffix(lines[1], fmt.Sprintf(`level=WARN msg="log lines lost" count=%d`, count)) {
		t.Errorf("got %q", lines)
	}
}

// TestADiskThatHangsHoldsUpNobody: a folder on a server that is gone. Here nobody
// reads the pipe that stands for the file.
func TestADiskThatHangsHoldsUpNobody(t *testing.T) {
	f := &File{Folder: t.TempDir(), Name: "test"}
	if err := unix.Mkfifo(f.path(0), 0o600); err != nil {
		t.Fatal(err)
	}
	const count = 100 * maxWaiting
	for n := range count {
		fmt.Fprintf(f, "line %d\n", n) // returns, or the test hangs
	}
	if f.Flush(time.Millisecond) {
		t.Error("a disk that hangs has written everything")
	}
	f.mu.Lock()
	waiting, lost := len(f.waiting), f.lost
	f.mu.Unlock()
	if waiting > maxWaiting || lost < count/2 {
		t.Errorf("%d lines wait and %d were dropped, want at most %d to wait", waiting, lost, maxWaiting)
	}
	reader, err := os.Open(f.path(0))
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		some := make([]byte, 1<<16)
		for {
			if _, err := reader.Read(some); err != nil {
				return
			}
		}
	}()
	flush(t, f)
	reader.Close()
	<-read
}

package desk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// WindowProgram puts a program in the place of the one that draws windows: it notes its
// process, and stays open for longer than a test takes.
func WindowProgram(t *testing.T, folder string) (processes func() []int) {
	t.Helper()
	program, opened := filepath.Join(folder, "wolkvox-hold-window"), filepath.Join(t.TempDir(), "opened")
	syscall.ForkLock.RLock() // a process that is started meanwhile would keep the file busy
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho $$ >>'"+opened+"'\nexec sleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	processes = func() (all []int) {
		b, _ := os.ReadFile(opened)
		for line := range strings.Lines(string(b)) {
			var pid int
			if n, _ := fmt.Sscanf(line, "%d\n", &pid); n == 1 {
				all = append(all, pid)
			}
		}
		return all
	}
	t.Cleanup(func() { _ = os.Remove(program) })
	return processes
}

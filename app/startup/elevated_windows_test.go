package startup

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// partKey says what a process of this program is: the shell, or a file that the program
// started beside it writes its parent's number to.
const partKey = "WOLKVOX_HOLD_TEST_PART"

func TestMain(m *testing.M) {
	switch part := os.Getenv(partKey); part {
	case "":
		os.Exit(m.Run())
	case "shell":
		_, _ = io.Copy(io.Discard, os.Stdin)
	default:
		if len(os.Args) == 2 && os.Args[1] == "--background" {
			_ = os.WriteFile(part+".new", []byte(strconv.Itoa(os.Getppid())), 0o600)
			_ = os.Rename(part+".new", part)
		}
	}
}

// TestStartWithTokenOfAnother: the new process is the other one's child. Windows then gives
// it that process's token; Wine has one token for all.
func TestStartWithTokenOfAnother(t *testing.T) {
	shell := exec.Command(os.Args[0])
	shell.Env = append(os.Environ(), partKey+"=shell")
	end, err := shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = end.Close(); _ = shell.Wait() }()
	handle, err := windows.OpenProcess(windows.PROCESS_CREATE_PROCESS|windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(shell.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	defer windows.CloseHandle(handle)
	file := filepath.Join(t.TempDir(), "parent")
	t.Setenv(partKey, file)
	if err := startWithTokenOf(handle, os.Args[0], "--background"); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); time.Since(began) < 30*time.Second; {
		if said, err := os.ReadFile(file); err == nil {
			if want := fmt.Sprint(shell.Process.Pid); string(said) != want {
				t.Errorf("its parent is %s, want %s", said, want)
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it did not start")
}

// TestAShellThatIsElevatedTooIsLeft: this process takes the place of the shell.
func TestAShellThatIsElevatedTooIsLeft(t *testing.T) {
	full, err := isFull(windows.GetCurrentProcessToken())
	if err != nil {
		t.Fatal(err)
	}
	want := error(nil)
	if full {
		want = errAllElevated
	}
	if got := servesPerson(windows.CurrentProcess()); got != want {
		t.Errorf("this process as the shell: got %v, want %v", got, want)
	}
}

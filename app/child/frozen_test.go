//go:build linux && frozen

package child

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// programKey names the program that the test program starts.
const programKey = "WOLKVOX_HOLD_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if program := os.Getenv(programKey); program != "" {
		starts(program)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// starts starts a program whose start hangs, and goes on working: goroutines hand over,
// memory is used, and rest is asked for.
func starts(program string) {
	Rest(50)
	started := make(chan error)
	go func() { started <- Start(exec.Command(program)) }()
	fmt.Println("starting")
	bufio.NewReader(os.Stdin).ReadString('\n') // it hangs by now
	ping, pong := make(chan []byte), make(chan []byte)
	go func() {
		for b := range ping {
			pong <- b
		}
	}()
	for range 1000 {
		ping <- make([]byte, 64<<10)
		<-pong
	}
	Rest(50)
	fmt.Println("worked")
	fmt.Println(<-started)
}

// TestFrozenStart: while a program's start hangs, as under a virus scanner, everything else
// goes on. It needs root, for fanotify.
func TestFrozenStart(t *testing.T) {
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(t.TempDir(), "program")
	b, err := os.ReadFile("/bin/true")
	check(err)
	check(os.WriteFile(program, b, 0o700))
	scanner, err := unix.FanotifyInit(unix.FAN_CLASS_CONTENT|unix.FAN_CLOEXEC, unix.O_RDONLY|unix.O_CLOEXEC)
	check(err)
	defer unix.Close(scanner) // which lets every start go on
	check(unix.FanotifyMark(scanner, unix.FAN_MARK_ADD, unix.FAN_OPEN_EXEC_PERM, unix.AT_FDCWD, program))

	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), programKey+"="+program)
	victim.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := victim.StdinPipe()
	check(err)
	out, err := victim.StdoutPipe()
	check(err)
	check(victim.Start())
	frozen := time.AfterFunc(time.Minute, func() { _ = victim.Process.Kill() })
	defer frozen.Stop()
	lines := bufio.NewScanner(out)
	says := func(want string) {
		t.Helper()
		if lines.Scan(); lines.Text() != want {
			t.Errorf("got %q, want %q", lines.Text(), want)
		}
	}
	says("starting")
	event := make([]byte, 4096)
	_, err = unix.Read(scanner, event) // the exec asks, and waits
	check(err)
	_, err = fmt.Fprintln(in, "it hangs")
	check(err)
	says("worked")
	// struct fanotify_event_metadata: the file's descriptor is at 16. The answer is it
	// and FAN_ALLOW.
	var answer [8]byte
	copy(answer[:4], event[16:20])
	binary.NativeEndian.PutUint32(answer[4:], unix.FAN_ALLOW)
	_, err = unix.Write(scanner, answer[:])
	check(err)
	says("<nil>")
	check(victim.Wait())
}

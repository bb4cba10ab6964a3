//go:build linux && nowindow

package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/priority"
	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/cli"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// The tests called TestProcesses start the whole program as processes of their
// own, with real locks and sockets, and kill, stop and mislead them. What was
// toggled is counted at the pretend server; a workplace (processes_workplace_test.go)
// compares it with what was reported.
//
// The test program is the other processes, too: with partKey set it runs Main.
// So what is tried out of the source by an overlay is tried there as well.

// partKey says what this process is.
const partKey = "WOLKVOX_HOLD_TEST_PART"

const (
	partProgram  = "program"
	partMute     = "mute"     // the program, killed as it begins to report its outcome
	partImpostor = "impostor" // a resident that claims to toggle
	partTests    = "tests"
)

const testMetadata = `Version = "1.2.3"`

func TestMain(m *testing.M) {
	switch os.Getenv(partKey) {
	case partProgram:
		os.Exit(Main(builtIn(), os.Args[1:]))
	case partMute:
		os.Exit(muteMain(os.Args[1:]))
	case partImpostor:
		os.Exit(impostorMain(os.Args[1]))
	case partTests:
		hide(policyFolder)
		os.Unsetenv(partKey)
		os.Exit(m.Run())
	}
	priority.Raise()
	if code, ran := runAlone(); ran {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// policyFolder is that of this machine, which the environment does not choose.
const policyFolder = "/etc/wolkvox-hold"

// runAlone runs the tests once more where this machine's policy is hidden. Where there is
// none, nothing has to be hidden.
func runAlone() (code int, ran bool) {
	if _, err := os.Stat(policyFolder); err != nil {
		return 0, false
	}
	tests := exec.Command("/proc/self/exe", os.Args[1:]...)
	tests.Args[0] = os.Args[0]
	tests.Env = append(os.Environ(), partKey+"="+partTests)
	tests.Stdin, tests.Stdout, tests.Stderr = os.Stdin, os.Stdout, os.Stderr
	tests.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		// In a name space of its own a plain user may mount, and stays who it is.
		const sysAdmin = 21 // CAP_SYS_ADMIN, capabilities(7)
		tests.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		tests.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		tests.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
		tests.SysProcAttr.AmbientCaps = []uintptr{sysAdmin}
	}
	// The signal at the parent's death is bound to the thread that started it.
	runtime.LockOSThread()
	err := tests.Run()
	if tests.ProcessState == nil {
		notAlone = err
		return 0, false
	}
	return tests.ProcessState.ExitCode(), true
}

// notAlone is why the policy could not be hidden.
var notAlone error

// hide lays an empty folder over one.
func hide(folder string) {
	err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
	if err == nil {
		err = syscall.Mount("tmpfs", folder, "tmpfs", 0, "mode=0755")
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "cannot hide %s: %v\n", folder, err)
		os.Exit(1)
	}
}

// muteMain is Main in a process that is killed just before it reports its outcome.
func muteMain(args []string) int {
	if code, done := env.RunKeychainHelper(args); done {
		return code
	}
	p := &env.Env{Version: version(testMetadata), Stdin: os.Stdin, Stdout: mute{}, Stderr: os.Stderr, Getenv: os.Getenv}
	return cli.Run(context.Background(), p, args)
}

// mute is a standard output that ends its process instead of being written to.
type mute struct{}

func (mute) Write([]byte) (int, error) {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // the signal is on its way
}

// impostorMain listens at the given place, and answers as a resident that toggles.
func impostorMain(socket string) int {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return env.ExitFailed
	}
	eachConn(listener, func(c net.Conn) {
		for in := bufio.NewScanner(c); in.Scan(); {
			var asked channel.Message
			_ = json.Unmarshal(in.Bytes(), &asked)
			fmt.Fprintf(c, `{"v":%d,"op":%q,"data":{"outcome":"toggled","reason":"confirmed"}}`+"\n", channel.Version, asked.Op)
		}
	})
	return env.ExitDone
}

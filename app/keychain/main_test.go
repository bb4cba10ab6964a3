package keychain

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// modeVariable makes the test binary a helper instead of running tests.
const modeVariable = "WOLKVOX_HOLD_KEYCHAIN_TEST"

func TestMain(m *testing.M) {
	mode := os.Getenv(modeVariable)
	if mode == "" {
		os.Exit(m.Run())
	}
	os.Exit(pretend(mode, os.Args[1:]))
}

// pretend runs a helper that behaves in one particular way.
func pretend(mode string, args []string) int {
	switch mode {
	case "real":
		return HelperMain(context.Background(), args, os.Stdin)
	case "hangs":
		fmt.Fprintln(os.Stderr, "hanging")
		time.Sleep(time.Hour) // Go ends a program of which every part waits for ever
	case "floods":
		fill := bytes.Repeat([]byte("x"), 1<<16)
		for range 4 {
			os.Stdout.Write(fill)
			os.Stderr.Write(fill)
		}
		return exitDone
	case "repeats its input":
		// A child that dies and writes its input to standard error.
		io.Copy(os.Stderr, os.Stdin)
		return exitUnreachable
	case "crashes":
		panic("told to")
	case "spies":
		// What any other program of this user can read of this process.
		value, err := io.ReadAll(os.Stdin)
		if err != nil || len(value) == 0 {
			return 98
		}
		for _, file := range []string{"/proc/self/cmdline", "/proc/self/environ"} {
			seen, err := os.ReadFile(file)
			if err != nil || len(seen) == 0 || bytes.Contains(seen, value) {
				return 99
			}
		}
		return exitDone
	case "prompts":
		// Writes to descriptor 3 that it runs, and waits for the person on descriptor 4.
		os.NewFile(4, "person").Read(make([]byte, 1))
		fmt.Fprint(os.NewFile(3, "child"), "answered")
		return exitDone
	}
	var code int
	fmt.Sscanf(mode, "exits %d", &code)
	return code
}

// helper starts the test binary as a helper of that mode.
func helper(mode string) func(context.Context, ...string) *exec.Cmd {
	return func(ctx context.Context, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0], args...)
		// Without the variable a -race build sleeps a second before it ends.
		cmd.Env = append(os.Environ(), modeVariable+"="+mode, "GORACE=atexit_sleep_ms=0")
		return cmd
	}
}

func mustToken(t *testing.T, value string) wolkvox.Token {
	t.Helper()
	token, err := wolkvox.ParseToken(value)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

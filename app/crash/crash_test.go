package crash

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const crashMark = "WOLKVOX_HOLD_TEST_CRASH_IN"

// TestACrashLeavesItsTraceAndNoToken crashes a child, set up as the resident is.
func TestACrashLeavesItsTraceAndNoToken(t *testing.T) {
	const secret = "0123456789abcdef0123456789abcdef"
	if folder := os.Getenv(crashMark); folder != "" {
		token, err := wolkvox.ParseToken(secret)
		if err != nil {
			t.Fatal(err)
		}
		KeepTraces(folder)
		AskRestart(slog.New(slog.DiscardHandler))
		crashed := make(chan struct{})
		go func(token wolkvox.Token) { panic(token) }(token)
		<-crashed
	}
	folder := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), crashMark+"="+folder)
	out, err := child.CombinedOutput()
	if err == nil {
		t.Error("the child did not crash")
	}
	trace, err := os.ReadFile(filepath.Join(folder, "crash.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(trace), "panic: ") || !strings.Contains(string(trace), "goroutine ") {
		t.Errorf("crash.log: got %q, want the panic and its trace", trace)
	}
	if strings.Contains(string(trace)+string(out), secret) {
		t.Error("the token stands in the trace")
	}
}

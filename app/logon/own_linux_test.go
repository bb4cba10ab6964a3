package logon

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("WOLKVOX_HOLD_TEST_OWN") != "" {
		os.Stdout.WriteString(Own())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A program that replaces another in the same process (execve) has the same name; no other process
// has it.
func TestAProcessHasANameOfItsOwn(t *testing.T) {
	own := Own()
	if !regexp.MustCompile(`\A[0-9a-f]{32}\z`).MatchString(own) || Own() != own {
		t.Errorf("got %q, then %q", own, Own())
	}
	child := func(script string) []string {
		c := exec.Command("sh", "-c", script, os.Args[0])
		c.Env = append(os.Environ(), "WOLKVOX_HOLD_TEST_OWN=1")
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(string(out))
	}
	names := child(`"$0"; echo; "$0"; echo; exec "$0"`)
	if len(names) != 3 || names[0] == names[1] || names[1] == names[2] || names[0] == own {
		t.Errorf("got %v beside %q, want four names", names, own)
	}
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := strconv.ParseUint(startTime(stat), 10, 64); err != nil || n == 0 {
		t.Errorf("got %q from %s", startTime(stat), stat)
	}
}

func FuzzStartTime(f *testing.F) {
	f.Add([]byte("1 (a) b) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 42 1"))
	f.Add([]byte("1 (x"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, stat []byte) {
		if s := startTime(stat); strings.ContainsAny(s, " \n") || len(s) > len(stat) {
			t.Errorf("%q: got %q", stat, s)
		}
	})
}

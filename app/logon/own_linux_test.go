package logon

import (
	"os"
	"os/exec"
	"regexp"
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
}

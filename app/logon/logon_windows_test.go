package logon

import (
	"os"
	"os/exec"
	"testing"
)

// All programs of one sign-in have one name, or there is none (Wine).
func TestProgramsOfOneLogonShareItsName(t *testing.T) {
	const key = "WOLKVOX_HOLD_LOGON"
	if os.Getenv(key) != "" {
		os.Stdout.WriteString("name=" + Name(os.Getenv) + "\n")
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestProgramsOfOneLogonShareItsName$")
	child.Env = append(os.Environ(), key+"=1")
	out, err := child.Output()
	if err != nil {
		t.Fatal(err)
	}
	name := Name(os.Getenv)
	t.Logf("this log-on is %q", name)
	want := "name=" + name
	if len(out) < len(want) || string(out[:len(want)]) != want {
		t.Errorf("a child says %q, want %q", out, want)
	}
}

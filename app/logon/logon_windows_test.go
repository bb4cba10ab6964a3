package logon

import (
	"os"
	"os/exec"
	"testing"
	"unsafe"
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

// The layouts must match the C headers: the functions never ran on real Windows.
func TestLayoutsAreThoseOfTheHeaders(t *testing.T) {
	var s tokenStatistics
	var d sessionData
	for _, c := range []struct {
		name      string
		got, want uintptr
	}{
		{"TOKEN_STATISTICS", unsafe.Sizeof(s), 56},
		{"AuthenticationId", unsafe.Offsetof(s.logon), 8},
		{"ModifiedId", unsafe.Offsetof(s.modified), 48},
		{"LogonId", unsafe.Offsetof(d.logon), 4},
		{"Sid", unsafe.Offsetof(d.sid), 72},
		{"LogonTime", unsafe.Offsetof(d.began), 80},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, c.got, c.want)
		}
	}
}

package commandline

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// TestBashCompletes: the script works in bash.
func TestBashCompletes(t *testing.T) {
	need.Program(t, "bash", "bash")
	folder := t.TempDir()
	program := "#!/bin/sh\nprintf '%s\\n' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(folder, "wolkvox-hold"), []byte(program), 0o700); err != nil {
		t.Fatal(err)
	}
	test := Script("bash", "wolkvox-hold") + `
complete -p wolkvox-hold
COMP_WORDS=(wolkvox-hold config get "ho me"); COMP_CWORD=3
_wolkvox_hold
printf '%s\n' "${COMPREPLY[@]}"`
	cmd := exec.Command("bash", "-c", test)
	cmd.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	want := "complete -F _wolkvox_hold wolkvox-hold\n__complete\n--\nconfig\nget\nho me\n"
	if err != nil || string(out) != want {
		t.Errorf("got %q, %v, want %q", out, err, want)
	}
}

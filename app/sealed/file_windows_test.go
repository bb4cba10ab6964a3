package sealed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/windows"
)

// TestTheSealedFileIsPrivate looks at the rights that it was made with.
func TestTheSealedFileIsPrivate(t *testing.T) {
	file := File{filepath.Join(t.TempDir(), "token.sealed"), "a test"}
	if err := os.WriteFile(file.Path+".new", nil, 0o666); err != nil { // left by a process that was killed
		t.Fatal(err)
	}
	if err := file.Write([]byte("0a1b2c")); err != nil {
		t.Fatal(err)
	}
	if b, err := file.Read(); err != nil || string(b) != "0a1b2c" {
		t.Errorf("got %q, %v, want what was written", b, err)
	}
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		t.Fatal(err)
	}
	d, err := windows.GetNamedSecurityInfo(file.Path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		t.Fatal(err)
	}
	rights := d.String()
	if !strings.Contains(rights, ";"+user.User.Sid.String()+")") || strings.Contains(rights, ";WD)") || strings.Contains(rights, ";BU)") {
		t.Errorf("rights: %s", rights)
	}
}

// TestASealedFileInUse: another program, such as a virus scanner, reads the file for a moment. It is
// replaced and removed after that.
func TestASealedFileInUse(t *testing.T) {
	file := File{filepath.Join(t.TempDir(), "token.sealed"), "a test"}
	for what, change := range map[string]func() error{
		"replace": func() error { return file.Write([]byte("new")) },
		"remove":  file.Remove,
	} {
		synctest.Test(t, func(t *testing.T) {
			if err := file.Write([]byte("old")); err != nil {
				t.Fatal(err)
			}
			reader, err := os.Open(file.Path)
			if err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(time.Second, func() { reader.Close() })
			if err := change(); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		})
	}
}

// TestTheLockOfASealedFile: one at a time, and it leaves nothing.
func TestTheLockOfASealedFile(t *testing.T) {
	file := File{filepath.Join(t.TempDir(), "token.sealed"), "a test"}
	unlock, ok := file.Lock()
	if !ok {
		t.Fatal("the lock was not free")
	}
	synctest.Test(t, func(t *testing.T) {
		if _, again := file.Lock(); again {
			t.Error("locked twice")
		}
	})
	unlock()
	if unlock, ok = file.Lock(); !ok {
		t.Error("the lock was not given back")
	}
	unlock()
	if left, _ := os.ReadDir(filepath.Dir(file.Path)); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if _, ok := (File{filepath.Join(file.Path, "none", "token.sealed"), "a test"}).Lock(); ok {
		t.Error("locked in a folder that is not there")
	}
}

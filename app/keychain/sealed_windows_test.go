package keychain

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// withFile makes a keychain with a sealed file beside a store that refuses everything, or
// beside Credential Manager if system is nil.
func withFile(t *testing.T, system tokenStore) (*Keychain, sealedFile) {
	k := &Keychain{SealedFile: filepath.Join(t.TempDir(), "folder", "token.sealed")}
	if system != nil {
		k.call = func(_ context.Context, op operation, token wolkvox.Token) (reply, error) {
			s := k.stores()
			s.system = system
			return s.perform(op, token)
		}
	}
	return k, sealedFile{k.SealedFile}
}

// TestWhereCredentialManagerRefuses follows a token into the sealed file, and back when
// Credential Manager works again.
func TestWhereCredentialManagerRefuses(t *testing.T) {
	emptied(t)
	refuses := refused("store the token", logonError)
	system := &fakeStore{t: t, refusesGet: refuses, refusesSet: refuses, fixed: refuses}
	k, file := withFile(t, system)
	ctx := t.Context()
	if _, err := k.Get(ctx); !errors.Is(err, logonError) {
		t.Errorf("nothing stored: got %v", err)
	}
	long := strings.Repeat("0a1b", 128)
	for _, value := range []string{"0a1b2c", long} {
		token := mustToken(t, value)
		if err := k.Set(ctx, token); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Get(ctx); err != nil || !got.Equal(token) {
			t.Errorf("got %v, %v, want what was set", got, err)
		}
	}
	if s, err := k.Status(ctx); err != nil || !s.Present || !s.InFile || s.Changed.IsZero() {
		t.Errorf("got %+v, %v", s, err)
	}
	if b, err := os.ReadFile(file.path); err != nil || bytes.Contains(b, []byte("0a1b")) || len(b) > maxSealed {
		t.Errorf("%d bytes in the file, and the token is readable there: %v", len(b), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file.path)); len(left) != 1 {
		t.Errorf("beside the file: %v", left)
	}

	// It works again.
	works, _ := withFile(t, nil)
	works.SealedFile = file.path
	if got, err := works.Get(ctx); err != nil || got.Secret() != long {
		t.Errorf("got %v", err)
	}
	if s, err := works.Status(ctx); err != nil || s.InFile || file.exists() {
		t.Errorf("got %+v, %v, the file is there: %v", s, err, file.exists())
	}

	// It refuses again, and a policy comes that forbids the file.
	if err := k.Set(ctx, mustToken(t, "0a1b2c")); err != nil {
		t.Fatal(err)
	}
	k.MayUseFile = func() bool { return false }
	if _, err := k.Get(ctx); !errors.Is(err, logonError) || file.exists() {
		t.Errorf("got %v, the file is there: %v", err, file.exists())
	}
	if err := k.Set(ctx, mustToken(t, "0a1b2c")); !errors.Is(err, logonError) || file.exists() {
		t.Errorf("got %v, the file is there: %v", err, file.exists())
	}
}

func TestClearRemovesBoth(t *testing.T) {
	emptied(t)
	k, file := withFile(t, nil)
	if err := k.Set(t.Context(), mustToken(t, "0a1b2c")); err != nil {
		t.Fatal(err)
	}
	if err := file.set(mustToken(t, "3d4e5f")); err != nil {
		t.Fatal(err)
	}
	if err := k.Clear(t.Context()); err != nil || file.exists() {
		t.Errorf("got %v, the file is there: %v", err, file.exists())
	}
	if _, err := k.Get(t.Context()); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// TestASealedFileThatIsNotOurs: another user's, another machine's and a damaged one fail
// alike, in the call that unseals.
func TestASealedFileThatIsNotOurs(t *testing.T) {
	emptied(t)
	k, file := withFile(t, nil)
	if err := file.set(mustToken(t, "0a1b2c")); err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile(file.path)
	if err != nil {
		t.Fatal(err)
	}
	otherEntropy := sealEntropy
	sealEntropy = []byte("another program")
	theirs, err := seal([]byte("0a1b2c"))
	sealEntropy = otherEntropy
	if err != nil {
		t.Fatal(err)
	}
	for what, b := range map[string][]byte{
		"another program's": theirs,
		"damaged":           append(bytes.Repeat([]byte{0}, 60), ours[60:]...),
		"cut short":         ours[:len(ours)/2],
		"empty":             {},
		"text":              []byte("0a1b2c"),
		"1 MB":              bytes.Repeat([]byte{1}, 1<<20),
	} {
		if err := os.WriteFile(file.path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Get(t.Context()); !errors.Is(err, ErrSealedElsewhere) || !errors.Is(err, ErrNotFound) || !got.IsZero() {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if err := k.Set(t.Context(), mustToken(t, "3d4e5f")); err != nil || file.exists() {
		t.Errorf("a new token: %v, the file is there: %v", err, file.exists())
	}
}

// TestTheSealedFileIsPrivate looks at the rights that it was made with.
func TestTheSealedFileIsPrivate(t *testing.T) {
	file := sealedFile{filepath.Join(t.TempDir(), "token.sealed")}
	if err := os.WriteFile(file.path+".new", nil, 0o666); err != nil { // left by a process that was killed
		t.Fatal(err)
	}
	if err := file.set(mustToken(t, "0a1b2c")); err != nil {
		t.Fatal(err)
	}
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		t.Fatal(err)
	}
	d, err := windows.GetNamedSecurityInfo(file.path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		t.Fatal(err)
	}
	rights := d.String()
	if !strings.Contains(rights, ";"+user.User.Sid.String()+")") || strings.Contains(rights, ";WD)") || strings.Contains(rights, ";BU)") {
		t.Errorf("rights: %s", rights)
	}
}

// TestTheLockOfASealedFile: one at a time, and it leaves nothing.
func TestTheLockOfASealedFile(t *testing.T) {
	file := sealedFile{filepath.Join(t.TempDir(), "token.sealed")}
	unlock, ok := file.lock()
	if !ok {
		t.Fatal("the lock was not free")
	}
	synctest.Test(t, func(t *testing.T) {
		if _, again := file.lock(); again {
			t.Error("locked twice")
		}
	})
	unlock()
	if unlock, ok = file.lock(); !ok {
		t.Error("the lock was not given back")
	}
	unlock()
	if left, _ := os.ReadDir(filepath.Dir(file.path)); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if _, ok := (sealedFile{filepath.Join(file.path, "none", "token.sealed")}).lock(); ok {
		t.Error("locked in a folder that is not there")
	}
}

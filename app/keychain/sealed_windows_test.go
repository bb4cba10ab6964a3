package keychain

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/sealed"
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
	return k, k.stores().file.(sealedFile)
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
	if b, err := os.ReadFile(file.Path); err != nil || bytes.Contains(b, []byte("0a1b")) || len(b) > sealed.MaxSize {
		t.Errorf("%d bytes in the file, and the token is readable there: %v", len(b), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file.Path)); len(left) != 1 {
		t.Errorf("beside the file: %v", left)
	}

	// It works again.
	works, _ := withFile(t, nil)
	works.SealedFile = file.Path
	if got, err := works.Get(ctx); err != nil || got.Secret() != long {
		t.Errorf("got %v", err)
	}
	if s, err := works.Status(ctx); err != nil || s.InFile || file.Exists() {
		t.Errorf("got %+v, %v, the file is there: %v", s, err, file.Exists())
	}

	// It refuses again, and a policy comes that forbids the file.
	if err := k.Set(ctx, mustToken(t, "0a1b2c")); err != nil {
		t.Fatal(err)
	}
	k.MayUseFile = func() bool { return false }
	if _, err := k.Get(ctx); !errors.Is(err, logonError) || file.Exists() {
		t.Errorf("got %v, the file is there: %v", err, file.Exists())
	}
	if err := k.Set(ctx, mustToken(t, "0a1b2c")); !errors.Is(err, logonError) || file.Exists() {
		t.Errorf("got %v, the file is there: %v", err, file.Exists())
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
	if err := k.Clear(t.Context()); err != nil || file.Exists() {
		t.Errorf("got %v, the file is there: %v", err, file.Exists())
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
	ours, err := os.ReadFile(file.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := (sealed.File{Path: file.Path, Purpose: "another program"}).Write([]byte("0a1b2c")); err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile(file.Path)
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
		if err := os.WriteFile(file.Path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Get(t.Context()); !errors.Is(err, ErrSealedElsewhere) || !errors.Is(err, ErrNotFound) || !got.IsZero() {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if err := k.Set(t.Context(), mustToken(t, "3d4e5f")); err != nil || file.Exists() {
		t.Errorf("a new token: %v, the file is there: %v", err, file.Exists())
	}
}

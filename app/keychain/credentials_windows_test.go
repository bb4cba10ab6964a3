package keychain

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/danieljoos/wincred"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// target is the entry's name in Credential Manager, as IT writes it for cmdkey.
const target = "wolkvox-hold:token"

// emptied removes the entry for one test, and restores it afterwards.
func emptied(t *testing.T) {
	t.Helper()
	before, err := wincred.GetGenericCredential(target)
	if err == nil {
		if err := before.Delete(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if now, err := wincred.GetGenericCredential(target); err == nil {
			_ = now.Delete()
		}
		if before != nil {
			_ = before.Write()
		}
	})
}

// storeLocally stores an entry as other programs do.
func storeLocally(t *testing.T, blob string) {
	t.Helper()
	c := wincred.NewGenericCredential(target)
	c.UserName, c.CredentialBlob = "token", []byte(blob)
	if err := c.Write(); err != nil {
		t.Fatal(err)
	}
}

func TestCredentialManager(t *testing.T) {
	emptied(t)
	k := &Keychain{}
	ctx := t.Context()
	if _, err := k.Get(ctx); !errors.Is(err, ErrNotFound) {
		t.Errorf("nothing stored: got %v, want ErrNotFound", err)
	}
	if s, err := k.Status(ctx); err != nil || s.Present {
		t.Errorf("nothing stored: got %+v, %v", s, err)
	}
	if err := k.Clear(ctx); err != nil {
		t.Errorf("clear what is not there: %v", err)
	}

	storeLocally(t, "00000000") // by a version that kept it on one host
	long := strings.Repeat("0a1b", 128)
	for _, value := range []string{"0a1b2c", long} {
		token, err := wolkvox.ParseToken(value)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Set(ctx, token); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Get(ctx); err != nil || !got.Equal(token) {
			t.Errorf("got %v, %v, want what was set", got, err)
		}
	}
	c, err := wincred.GetGenericCredential(target)
	if err != nil || string(c.CredentialBlob) != long || c.UserName != User || c.Persist != wincred.PersistEnterprise {
		t.Errorf("the entry under the name that IT uses, for all hosts of a roaming profile: %v", err)
	}
	if s, err := k.Status(ctx); err != nil || !s.Present || s.Locked || time.Since(s.Changed).Abs() > time.Hour {
		t.Errorf("stored: got %+v, %v", s, err)
	}
	if err := k.Clear(ctx); err != nil {
		t.Error(err)
	}
	if _, err := k.Get(ctx); !errors.Is(err, ErrNotFound) {
		t.Errorf("cleared: got %v, want ErrNotFound", err)
	}
}

func TestCredentialsOfOtherPrograms(t *testing.T) {
	emptied(t)
	k := &Keychain{}
	for name, blob := range map[string]string{
		"cmdkey":          utf16le("0a1b2c"),
		"with a mark":     "\xff\xfe" + utf16le("0a1b2c"),
		"high byte first": utf16be("0a1b2c"),
		"with a NUL":      utf16le("0a1b2c\x00"),
		"with a line end": "0a1b2c\r\n",
	} {
		storeLocally(t, blob)
		if got, err := k.Get(t.Context()); err != nil || got.Secret() != "0a1b2c" {
			t.Errorf("%s: got %q, %v", name, got.Secret(), err)
		}
	}
	for name, blob := range map[string]string{
		"Latin-1":     "ni\xf1o",
		"two words":   utf16le("two words"),
		"the longest": strings.Repeat("f", 2560),
		"a structure": "\x01\x00\x00\x00\xd0\x8c\x9d\xdf",
	} {
		storeLocally(t, blob)
		if got, err := k.Get(t.Context()); !errors.Is(err, ErrInvalid) || !got.IsZero() {
			t.Errorf("%s: got %q, %v, want ErrInvalid", name, got.Secret(), err)
		}
		if s, err := k.Status(t.Context()); err != nil || !s.Present {
			t.Errorf("%s: got %+v, %v, want an entry", name, s, err)
		}
	}
}

//go:build desktop && linux

package keychain

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const newer = "ffffffffffffffffffffffffffffffffffffffffffffffffffff"

func TestRealKeyring(t *testing.T) {
	realKeyring(t)
	ctx := context.Background()
	eachWay(t, func(t *testing.T, k *Keychain) {
		wantStatus(t, k, Status{})
		if _, err := k.Get(ctx); !errors.Is(err, ErrNotFound) {
			t.Errorf("get from an empty keychain: got %v, want ErrNotFound", err)
		}
		if err := k.Clear(ctx); err != nil {
			t.Errorf("clear an empty keychain: got %v, want nil", err)
		}
		for _, value := range []string{secret, newer} {
			if err := k.Set(ctx, mustToken(t, value)); err != nil {
				t.Fatalf("set: %v", err)
			}
			wantToken(t, k, value)
			wantStatus(t, k, Status{Present: true})
			if got := secretTool(t, "", "lookup", "service", Service, "username", User); got != value {
				t.Errorf("secret-tool lookup: got %q, want %q", got, value)
			}
		}
		if err := k.Unlock(ctx); err != nil {
			t.Errorf("unlock what is unlocked: got %v, want nil", err)
		}
		if err := k.Clear(ctx); err != nil {
			t.Errorf("clear: got %v", err)
		}
		wantStatus(t, k, Status{})
	})
}

// IT stores and rotates the token with secret-tool, before and after us.
func TestRealKeyringFilledBySecretTool(t *testing.T) {
	realKeyring(t)
	ctx := context.Background()
	k := &Keychain{Helper: helper("real")}
	store := func(value string) {
		secretTool(t, value, "store", "--label=wolkvox token", "service", Service, "username", User)
	}
	store(secret + "\n")
	wantToken(t, k, secret)
	store(newer) // over its own entry
	wantToken(t, k, newer)
	if err := k.Set(ctx, mustToken(t, secret)); err != nil { // over its entry
		t.Fatal(err)
	}
	wantToken(t, k, secret)
	store(newer) // over, or beside, ours
	wantToken(t, k, newer)
	if err := k.Set(ctx, mustToken(t, secret)); err != nil { // over both
		t.Fatal(err)
	}
	wantToken(t, k, secret)
	store("not a token")
	if _, err := k.Get(ctx); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
	wantStatus(t, k, Status{Present: true})
	if err := k.Clear(ctx); err != nil {
		t.Errorf("clear: got %v", err)
	}
	wantStatus(t, k, Status{})
}

func TestRealKeyringLocked(t *testing.T) {
	conn := realKeyring(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	k := &Keychain{Helper: helper("real")}
	if err := k.Set(ctx, mustToken(t, secret)); err != nil {
		t.Fatal(err)
	}
	lock(t, conn, loginPath)

	// A prompt would block these until their deadline.
	eachWay(t, func(t *testing.T, k *Keychain) {
		if _, err := k.Get(ctx); !errors.Is(err, ErrLocked) {
			t.Errorf("get: got %v, want ErrLocked", err)
		}
		wantStatus(t, k, Status{Present: true, Locked: true})
	})
	// No prompter can be started here, so gnome-keyring treats its own prompts as
	// closed by the person.
	if err := k.Unlock(ctx); !errors.Is(err, ErrLocked) {
		t.Errorf("unlock: got %v, want ErrLocked", err)
	}
	if err := k.Set(ctx, mustToken(t, newer)); !errors.Is(err, ErrLocked) {
		t.Errorf("set: got %v, want ErrLocked", err)
	}
	if err := k.Clear(ctx); !errors.Is(err, ErrLocked) {
		t.Errorf("clear: got %v, want ErrLocked", err)
	}

	// The unlock is reported, and the token is the old one.
	unlocked := make(chan struct{}, 16)
	watching := &Keychain{Unlocked: func() { unlocked <- struct{}{} }}
	if _, err := watching.Get(ctx); !errors.Is(err, ErrLocked) {
		t.Errorf("get: got %v, want ErrLocked", err)
	}
	unlockWithPassword(t, conn)
	select {
	case <-unlocked:
	case <-ctx.Done():
		t.Fatal("got no call back after an unlock")
	}
	wantToken(t, watching, secret)
}

func TestServiceThatIsNotThere(t *testing.T) {
	privateBus(t)
	eachWay(t, func(t *testing.T, k *Keychain) {
		if _, err := k.Get(context.Background()); !errors.Is(err, ErrUnreachable) {
			t.Errorf("got %v, want ErrUnreachable", err)
		}
		if err := k.Set(context.Background(), mustToken(t, secret)); !errors.Is(err, ErrUnreachable) {
			t.Errorf("got %v, want ErrUnreachable", err)
		}
	})
}

// unlockWithPassword unlocks the login collection with gnome-keyring's interface for
// log-on programs, which needs no prompt.
func unlockWithPassword(t *testing.T, conn *dbus.Conn) {
	t.Helper()
	type secretStruct struct {
		Session           dbus.ObjectPath
		Parameters, Value []byte
		ContentType       string
	}
	service := conn.Object(secretsName, secretsPath)
	var nothing dbus.Variant
	var session dbus.ObjectPath
	if err := service.Call(serviceIface+".OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&nothing, &session); err != nil {
		t.Fatal(err)
	}
	const method = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword"
	master := secretStruct{session, []byte{}, []byte("pw"), "text/plain"}
	if err := service.Call(method, 0, loginPath, master).Err; err != nil {
		t.Fatal(err)
	}
}

func wantToken(t *testing.T, k *Keychain, want string) {
	t.Helper()
	got, err := k.Get(context.Background())
	if err != nil || got.Secret() != want {
		t.Errorf("get: got %.8s…, %v, want %.8s…", got.Secret(), err, want)
	}
	if err != nil && strings.Contains(err.Error(), want) {
		t.Error("got the token in an error")
	}
}

func wantStatus(t *testing.T, k *Keychain, want Status) {
	t.Helper()
	got, err := k.Status(context.Background())
	// The time of the last change is known only for an unlocked entry.
	if at := got.Changed; at.IsZero() == (got.Present && !got.Locked) {
		t.Errorf("status: got %+v, want a time for what is there", got)
	}
	if got.Changed = (time.Time{}); err != nil || got != want {
		t.Errorf("status: got %+v, %v, want %+v", got, err, want)
	}
}

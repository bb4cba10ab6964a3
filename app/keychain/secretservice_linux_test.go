package keychain

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

func TestNewestEntryIsRead(t *testing.T) {
	const other = "/org/freedesktop/secrets/collection/work/"
	login := string(loginPath) + "/"
	c := func(path string, modified uint64) candidate {
		return candidate{path: dbus.ObjectPath(path), modified: modified}
	}
	tests := []struct {
		name       string
		candidates []candidate
		want       string
	}{
		{"only one", []candidate{c(login+"1", 5)}, login + "1"},
		{"changed last", []candidate{c(login+"1", 9), c(login+"2", 5)}, login + "1"},
		{"changed last, elsewhere", []candidate{c(login+"1", 5), c(other+"1", 9)}, other + "1"},
		{"same second, login", []candidate{c(other+"7", 5), c(login+"1", 5)}, login + "1"},
		{"same second, made last", []candidate{c(login+"9", 5), c(login+"10", 5)}, login + "10"},
		{"same second, other names", []candidate{c(other+"x", 5), c(other+"y", 5)}, other + "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := newest(tt.candidates)
			if err != nil || string(got) != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
	if _, err := newest(nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v for none, want ErrNotFound", err)
	}
}

func TestBusErrorsAreTyped(t *testing.T) {
	late, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	named := func(name string) error { return dbus.Error{Name: name, Body: []any{"text with " + secret}} }
	tests := []struct {
		ctx  context.Context
		err  error
		want error
	}{
		{context.Background(), nil, nil},
		{late, nil, nil},
		{late, dbus.ErrClosed, ErrTimeout},
		{late, named(isLockedError), ErrTimeout},
		{context.Background(), dbus.ErrClosed, ErrUnreachable},
		{context.Background(), named(isLockedError), ErrLocked},
		{context.Background(), named(noObjectError), ErrNotFound},
		{context.Background(), named("org.freedesktop.DBus.Error.ServiceUnknown"), ErrUnreachable},
		{context.Background(), named("org.freedesktop.DBus.Error.NoReply"), ErrUnreachable},
		{context.Background(), named("org.freedesktop.DBus.Error.TimedOut"), ErrTimeout},
	}
	for _, tt := range tests {
		got := classify(tt.ctx, tt.err)
		if !errors.Is(got, tt.want) {
			t.Errorf("%v: got %v, want %v", tt.err, got, tt.want)
		}
		if got != nil && bytes.Contains([]byte(got.Error()), []byte(secret)) {
			t.Errorf("got the bus's text in %q", got)
		}
	}
}

func TestAnswerToAPrompt(t *testing.T) {
	const ours = dbus.ObjectPath("/org/freedesktop/secrets/prompt/u1")
	tests := []struct {
		name                string
		signal              dbus.Signal
		answered, dismissed bool
	}{
		{"unlocked", dbus.Signal{Path: ours, Name: promptIface + ".Completed", Body: []any{false, dbus.MakeVariant("")}}, true, false},
		{"closed", dbus.Signal{Path: ours, Name: promptIface + ".Completed", Body: []any{true, dbus.MakeVariant("")}}, true, true},
		{"another prompt", dbus.Signal{Path: ours + "2", Name: promptIface + ".Completed", Body: []any{false}}, false, false},
		{"another signal", dbus.Signal{Path: ours, Name: propsChanged, Body: []any{false}}, false, false},
		{"empty", dbus.Signal{Path: ours, Name: promptIface + ".Completed"}, true, true},
		{"malformed", dbus.Signal{Path: ours, Name: promptIface + ".Completed", Body: []any{"false"}}, true, true},
	}
	for _, tt := range tests {
		answered, dismissed := promptAnswer(&tt.signal, ours)
		if answered != tt.answered || dismissed != tt.dismissed {
			t.Errorf("%s: got %v, %v, want %v, %v", tt.name, answered, dismissed, tt.answered, tt.dismissed)
		}
	}
}

func TestSignalsThatTellAnUnlock(t *testing.T) {
	changed := func(iface string, property string, value any) dbus.Signal {
		return dbus.Signal{Name: propsChanged, Body: []any{iface, map[string]dbus.Variant{property: dbus.MakeVariant(value)}, []string{}}}
	}
	tests := []struct {
		name   string
		signal dbus.Signal
		want   bool
	}{
		{"unlocked", changed(collectIface, "Locked", false), true},
		{"locked", changed(collectIface, "Locked", true), false},
		{"an item", changed(itemIface, "Locked", false), false},
		{"another property", changed(collectIface, "Label", "x"), false},
		{"not a bool", changed(collectIface, "Locked", "false"), false},
		{"service came", dbus.Signal{Name: sessionbus.OwnerChanged, Body: []any{secretsName, "", ":1.5"}}, true},
		{"service went", dbus.Signal{Name: sessionbus.OwnerChanged, Body: []any{secretsName, ":1.5", ""}}, false},
		{"another service", dbus.Signal{Name: sessionbus.OwnerChanged, Body: []any{"org.example", "", ":1.5"}}, false},
		{"empty", dbus.Signal{Name: propsChanged}, false},
		{"malformed", dbus.Signal{Name: sessionbus.OwnerChanged, Body: []any{secretsName, 1, 2}}, false},
	}
	for _, tt := range tests {
		if got := signalsUnlock(&tt.signal); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSignalsThatACollectionChanged(t *testing.T) {
	for _, tt := range []struct {
		name string
		body []any
		want bool
	}{
		{"ours", []any{loginPath}, true},
		{"not a path", []any{string(loginPath)}, false},
		{"a path elsewhere", []any{dbus.ObjectPath("/org/example")}, false},
		{"empty", nil, false},
		{"too much", []any{loginPath, loginPath}, false},
	} {
		if _, got := changedCollection(&dbus.Signal{Name: serviceIface + ".CollectionChanged", Body: tt.body}); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
	if _, got := changedCollection(&dbus.Signal{Name: propsChanged, Body: []any{loginPath}}); got {
		t.Error("another signal counts")
	}
}

// hungBus listens at the address of a bus and never answers.
func hungBus(t *testing.T) {
	t.Helper()
	path := filepath.Join(need.SocketFolder(t), "bus")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
}

// eachWay runs a test with children and in process.
func eachWay(t *testing.T, test func(t *testing.T, k *Keychain)) {
	t.Run("child", func(t *testing.T) { test(t, &Keychain{Helper: helper("real")}) })
	t.Run("in process", func(t *testing.T) { test(t, &Keychain{}) })
}

func TestHungBusIsATimeout(t *testing.T) {
	hungBus(t)
	eachWay(t, func(t *testing.T, k *Keychain) {
		for name, call := range map[string]func(context.Context) error{
			"get":   func(ctx context.Context) error { _, err := k.Get(ctx); return err },
			"clear": k.Clear,
		} {
			ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
			if err := call(ctx); !errors.Is(err, ErrTimeout) {
				t.Errorf("%s: got %v, want ErrTimeout", name, err)
			}
			cancel()
		}
	})
}

// A helper ends after its parent was killed.
func TestHelperHasALimitOfItsOwn(t *testing.T) {
	hungBus(t)
	if got := HelperMain(context.Background(), []string{"clear", "100"}, nil); got != exitTimeout {
		t.Errorf("got exit code %d, want %d", got, exitTimeout)
	}
}

// No bus is started: a keychain on it would not be the agent's, and the bus would keep
// running.
func TestNoBusIsLaunched(t *testing.T) {
	dir := t.TempDir()
	trace := filepath.Join(dir, "launched")
	script := "#!/bin/sh\n: > '" + trace + "'\nexit 1\n"
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	eachWay(t, func(t *testing.T, k *Keychain) {
		// The session bus of the person who runs the test may answer; only a start of a
		// bus counts.
		_, err := k.Status(context.Background())
		if _, statErr := os.Stat(trace); !errors.Is(statErr, os.ErrNotExist) {
			t.Errorf("got a bus launched (%v, %v), want none", statErr, err)
		}
	})
}

func TestNoBusIsUnreachable(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	eachWay(t, func(t *testing.T, k *Keychain) {
		ctx := context.Background()
		if _, err := k.Get(ctx); !errors.Is(err, ErrUnreachable) {
			t.Errorf("get: got %v, want ErrUnreachable", err)
		}
		if _, err := k.Status(ctx); !errors.Is(err, ErrUnreachable) {
			t.Errorf("status: got %v, want ErrUnreachable", err)
		}
		if err := k.Set(ctx, mustToken(t, secret)); !errors.Is(err, ErrUnreachable) {
			t.Errorf("set: got %v, want ErrUnreachable", err)
		}
		if err := k.Clear(ctx); !errors.Is(err, ErrUnreachable) {
			t.Errorf("clear: got %v, want ErrUnreachable", err)
		}
		if err := k.Unlock(ctx); !errors.Is(err, ErrUnreachable) {
			t.Errorf("unlock: got %v, want ErrUnreachable", err)
		}
	})
}

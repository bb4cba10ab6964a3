package tray

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

func TestLookFindsTheHost(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers map[string][]any
		host    bool
		err     error
	}{
		{"a watcher with a host", map[string][]any{"NameHasOwner": {true}, "Get": {dbus.MakeVariant(true)}}, true, nil},
		{"a watcher without one", map[string][]any{"NameHasOwner": {true}, "Get": {dbus.MakeVariant(false)}}, false, nil},
		{"a watcher that knows no hosts", map[string][]any{"NameHasOwner": {true}, "Get": {*dbus.NewError("org.freedesktop.DBus.Error.UnknownProperty", nil)}}, true, nil},
		{"a name that is owned without an object", map[string][]any{"NameHasOwner": {true}, "Get": {dbus.ErrMsgNoObject}}, false, ErrHostBroken},
		{"a watcher that refuses", map[string][]any{"NameHasOwner": {true}}, false, ErrHostBroken},
		{"no watcher", map[string][]any{"NameHasOwner": {false}}, false, nil},
		{"a bus that knows nothing", map[string][]any{}, false, ErrBusLost},
	} {
		fakebus.Listen(t, fakebus.Members(tt.answers))
		if host, err := Look(t.Context()); host != tt.host || !errors.Is(err, tt.err) {
			t.Errorf("%s: got %v, %v, want %v, %v", tt.name, host, err, tt.host, tt.err)
		}
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nobody"))
	if host, err := Look(t.Context()); host || !errors.Is(err, ErrNoBus) {
		t.Errorf("no bus: got %v, %v, want ErrNoBus", host, err)
	}
}

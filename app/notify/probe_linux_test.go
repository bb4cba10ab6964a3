package notify

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

func TestLookNamesTheDaemon(t *testing.T) {
	const rules = "AddMatch"
	for _, tt := range []struct {
		name    string
		answers map[string][]any
		want    string
		err     error
	}{
		{"one that runs", map[string][]any{rules: {}, "NameHasOwner": {true}, "GetServerInformation": {"dunst\x1b[2J", "knopwob", "1.9.0", "1.2"}}, "dunst[2J 1.9.0", nil},
		{"a name that is owned without an object", map[string][]any{rules: {}, "NameHasOwner": {true}, "GetServerInformation": {dbus.ErrMsgNoObject}}, "", ErrRefused},
		{"one that does not tell", map[string][]any{rules: {}, "NameHasOwner": {true}, "GetServerInformation": {"x"}}, "", nil},
		{"one that the bus would start", map[string][]any{rules: {}, "NameHasOwner": {false}, "ListActivatableNames": {[]string{daemonName}}}, "", nil},
		{"none", map[string][]any{rules: {}, "NameHasOwner": {false}, "ListActivatableNames": {[]string{"org.example.Other"}}}, "", ErrNoDaemon},
		{"a bus that knows nothing", map[string][]any{rules: {}}, "", ErrNoBus},
	} {
		fakebus.Listen(t, fakebus.Members(tt.answers))
		if got, err := Look(t.Context()); got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: got %q, %v, want %q, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nobody"))
	if _, err := Look(t.Context()); !errors.Is(err, ErrNoBus) {
		t.Errorf("no bus: got %v, want ErrNoBus", err)
	}
}

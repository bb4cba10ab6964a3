package watch

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

func TestWhatTellsOfTheNetwork(t *testing.T) {
	for _, c := range []struct {
		name string
		body []any
		want bool
	}{
		{monitorIface + ".changed", nil, true},
		{sessionbus.OwnerChanged, []any{portalName, "", ":1.7"}, true},
		{sessionbus.OwnerChanged, []any{portalName, ":1.7", ""}, false},
		{sessionbus.OwnerChanged, []any{"org.example", "", ":1.7"}, false},
		{sessionbus.OwnerChanged, []any{portalName, "", uint32(7)}, false},
		{sessionbus.OwnerChanged, nil, false},
		{"org.example.changed", nil, false},
	} {
		if got := mayChangeProxy(&dbus.Signal{Name: c.name, Body: c.body}); got != c.want {
			t.Errorf("%s %v: got %v, want %v", c.name, c.body, got, c.want)
		}
	}
}

func TestWithoutABusNetworkGoesOn(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	watched(t, Network) // which checks that it ends with the test, without an error
}

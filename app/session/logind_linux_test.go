package session

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// A session is remote only if logind says so.
func TestWhatLogindSays(t *testing.T) {
	for _, tt := range []struct {
		name          string
		session, says []any
		want          bool
	}{
		{"remote", []any{dbus.ObjectPath("/s/1")}, []any{dbus.MakeVariant(true)}, true},
		{"not remote", []any{dbus.ObjectPath("/s/1")}, []any{dbus.MakeVariant(false)}, false},
		{"no such session", nil, []any{dbus.MakeVariant(true)}, false},
		{"no such property", []any{dbus.ObjectPath("/s/1")}, nil, false},
		{"a session that is a number", []any{uint32(1)}, []any{dbus.MakeVariant(true)}, false},
		{"a property of another type", []any{dbus.ObjectPath("/s/1")}, []any{dbus.MakeVariant("true")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := fakebus.Dial(t, func(call *dbus.Message) ([]any, []dbus.Signal) {
				if call.Headers[dbus.FieldMember].Value() == "GetSession" {
					return tt.session, nil
				}
				return tt.says, nil
			})
			if got := remoteProperty(t.Context(), conn, "1"); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

package desktop

import (
	"maps"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

func TestVariablesOfTheServiceManager(t *testing.T) {
	refused := []any{*dbus.NewError("org.freedesktop.DBus.Error.ServiceUnknown", []any{"none"})}
	for name, tt := range map[string]struct {
		says []any
		want map[string]string
	}{
		"a desktop": {
			[]any{dbus.MakeVariant([]string{"HOME=/home/a", "DISPLAY=:0", "XAUTHORITY=/run/user/1000/a", "NO_DISPLAY=:9"})},
			map[string]string{"DISPLAY": ":0", "XAUTHORITY": "/run/user/1000/a"},
		},
		"none yet":                  {[]any{dbus.MakeVariant([]string{"HOME=/home/a", "DISPLAY="})}, map[string]string{}},
		"not a variable":            {[]any{dbus.MakeVariant([]string{"DISPLAY", "DISPLAY=:0\x00:1", "WAYLAND_DISPLAY=" + strings.Repeat("x", maxVariableLength+1)})}, map[string]string{}},
		"something else":            {[]any{dbus.MakeVariant(uint32(7))}, map[string]string{}},
		"something else altogether": {[]any{uint32(7)}, map[string]string{}},
		"no manager":                {refused, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			conn := fakebus.Dial(t, func(call *dbus.Message) ([]any, []dbus.Signal) {
				if call.Flags&dbus.FlagNoAutoStart == 0 && call.Headers[dbus.FieldMember].Value() == "Get" {
					t.Error("the request would make the bus start a manager")
				}
				return tt.says, nil
			})
			if got := pickDesktopVariables(managerEnvironment(t.Context(), conn)); !maps.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzDesktopVariables(f *testing.F) {
	f.Add("DISPLAY=:0", "XAUTHORITY=/a")
	f.Fuzz(func(t *testing.T, a, b string) {
		for name, value := range pickDesktopVariables([]string{a, b}) {
			if value == "" || len(value) > maxVariableLength || strings.Contains(value, "\x00") || a != name+"="+value && b != name+"="+value {
				t.Errorf("%q and %q gave %s %q", a, b, name, value)
			}
		}
	})
}

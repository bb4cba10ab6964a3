package desktop

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/x11"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// desktopVariables say which desktop there is and where.
var desktopVariables = []string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"}

// managerTimeout is for connecting to the session bus and asking the service manager.
const managerTimeout = 2 * time.Second

// maxVariableLength is in bytes; a longer value is ignored.
const maxVariableLength = 4096

// adoptEnvironment sets the desktop's variables from the user's service manager. Desktops
// set them there at sign-in, but a program that the manager started earlier does not have
// them. Undo removes them again. It is false where there is no desktop, or where the X server
// may belong to another user. It takes at most 4 s.
func adoptEnvironment() (undo func(), ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), managerTimeout)
	defer cancel()
	conn, err := sessionbus.Open(ctx, 0, nil)
	if err != nil {
		return nil, false
	}
	defer conn.Close()
	found := pickDesktopVariables(managerEnvironment(ctx, conn))
	var set []string
	undo = func() {
		for _, name := range set {
			os.Unsetenv(name)
		}
	}
	for name, value := range found {
		if os.Getenv(name) == "" && os.Setenv(name, value) == nil {
			set = append(set, name)
		}
	}
	if found["WAYLAND_DISPLAY"] == "" && !x11.OwnsDisplay(found["DISPLAY"]) {
		undo()
		return nil, false
	}
	return undo, true
}

// managerEnvironment asks systemd's user manager for its environment. It does not start one.
func managerEnvironment(ctx context.Context, conn *dbus.Conn) (list []string) {
	var value dbus.Variant
	manager := conn.Object("org.freedesktop.systemd1", "/org/freedesktop/systemd1")
	if err := manager.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, "org.freedesktop.systemd1.Manager", "Environment").Store(&value); err != nil {
		return nil
	}
	list, _ = value.Value().([]string)
	return list
}

// pickDesktopVariables returns the usable desktop variables of an environment.
func pickDesktopVariables(environ []string) map[string]string {
	found := map[string]string{}
	for _, name := range desktopVariables {
		for _, entry := range environ {
			if value, ok := strings.CutPrefix(entry, name+"="); ok && value != "" && len(value) <= maxVariableLength && !strings.Contains(value, "\x00") {
				found[name] = value
			}
		}
	}
	return found
}

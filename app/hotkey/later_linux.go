package hotkey

import (
	"context"
	"net"
	"os"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// desktopVariables say where the desktop is and which.
var desktopVariables = []string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"}

// longVariable bounds what is taken of one.
const longVariable = 4096

// adopt takes the desktop's variables over from the person's own service manager, which
// desktops tell them at log-on. A program that this manager starts before the desktop does
// not have them. Undo forgets them again. It is false where there is no desktop, or where
// its X server may be another person's. It takes at most 4 s.
func adopt() (undo func(), ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	conn, err := sessionbus.Open(ctx, 0, nil)
	if err != nil {
		return nil, false
	}
	defer conn.Close()
	found := desktopIn(managersVariables(ctx, conn))
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
	if found["WAYLAND_DISPLAY"] == "" && !ownDisplay(found["DISPLAY"]) {
		undo()
		return nil, false
	}
	return undo, true
}

// managersVariables asks systemd's manager of this person, where there is one.
func managersVariables(ctx context.Context, conn *dbus.Conn) (list []string) {
	var value dbus.Variant
	manager := conn.Object("org.freedesktop.systemd1", "/org/freedesktop/systemd1")
	if err := manager.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, "org.freedesktop.systemd1.Manager", "Environment").Store(&value); err != nil {
		return nil
	}
	list, _ = value.Value().([]string)
	return list
}

// desktopIn picks the desktop's variables.
func desktopIn(environ []string) map[string]string {
	found := map[string]string{}
	for _, name := range desktopVariables {
		for _, entry := range environ {
			if value, ok := strings.CutPrefix(entry, name+"="); ok && value != "" && len(value) <= longVariable && !strings.Contains(value, "\x00") {
				found[name] = value
			}
		}
	}
	return found
}

// ownDisplay reports whether an X server on this machine is this person's: run by them, or
// by the system and asking for a secret that they have. What the manager was told may be of
// a session that has ended, and the display somebody else's by now.
func ownDisplay(name string) bool {
	d, err := parseDisplay(name)
	if err != nil || d.network != "unix" {
		return false
	}
	conn, err := net.DialTimeout(d.network, d.address, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	cred := peer(conn)
	return cred != nil && (int(cred.Uid) == os.Getuid() || cred.Uid == 0 && readCookie(d, conn.RemoteAddr()) != nil)
}

// peer is who listens at the other end, as SO_PEERCRED tells it (unix(7)); nil where it
// does not.
func peer(conn net.Conn) (cred *unix.Ucred) {
	local, ok := conn.(*net.UnixConn)
	if !ok {
		return nil
	}
	raw, err := local.SyscallConn()
	if err != nil {
		return nil
	}
	_ = raw.Control(func(fd uintptr) {
		cred, _ = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	})
	return cred
}

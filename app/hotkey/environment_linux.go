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

// desktopVariables say which desktop there is and where.
var desktopVariables = []string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP"}

// maxVariableLength is in bytes; a longer value is ignored.
const maxVariableLength = 4096

// adoptEnvironment sets the desktop's variables from the user's service manager. Desktops
// set them there at sign-in, but a program that the manager started earlier does not have
// them. Undo removes them again. It is false where there is no desktop, or where the X server
// may belong to another user. It takes at most 4 s.
func adoptEnvironment() (undo func(), ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), replyTimeout)
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
	if found["WAYLAND_DISPLAY"] == "" && !ownsDisplay(found["DISPLAY"]) {
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

// ownsDisplay reports whether an X server on this machine belongs to this user: either they
// run it, or the system runs it and they have its secret. The manager's variables may come
// from a session that has ended, and the display may belong to another user by now.
func ownsDisplay(name string) bool {
	d, err := parseDisplay(name)
	if err != nil || d.network != "unix" {
		return false
	}
	conn, err := net.DialTimeout(d.network, d.address, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	cred := peerCredentials(conn)
	return cred != nil && (int(cred.Uid) == os.Getuid() || cred.Uid == 0 && readCookie(d, conn.RemoteAddr()) != nil)
}

// peerCredentials returns the process at the other end of a Unix socket (SO_PEERCRED,
// unix(7)), or nil.
func peerCredentials(conn net.Conn) (cred *unix.Ucred) {
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

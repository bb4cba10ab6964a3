package session

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
)

const logindTimeout = time.Second

// Look finds out the kind of this process's session, within 1 s. Getenv is os.Getenv.
func Look(getenv func(string) string) Kind {
	return decide(facts{console: unknownSession, getenv: getenv, logind: logindRemote(getenv("XDG_SESSION_ID"))})
}

// Again updates what can change and is quick to read: here nothing.
func (k Kind) Again() Kind { return k }

// logindRemote asks logind whether a session is remote. No answer means no.
func logindRemote(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), logindTimeout)
	defer cancel()
	// Dial, Auth and Hello cannot be cancelled.
	remote, _ := deadline.Until(ctx, func() (bool, error) {
		conn, err := dbus.SystemBusPrivate(dbus.WithContext(ctx))
		if err != nil {
			return false, err
		}
		defer conn.Close()
		if conn.Auth(nil) != nil || conn.Hello() != nil {
			return false, nil
		}
		return remoteProperty(ctx, conn, id), nil
	})
	return remote
}

func remoteProperty(ctx context.Context, conn *dbus.Conn, id string) bool {
	const name = "org.freedesktop.login1"
	var path dbus.ObjectPath
	if conn.Object(name, "/org/freedesktop/login1").CallWithContext(ctx, name+".Manager.GetSession", dbus.FlagNoAutoStart, id).Store(&path) != nil {
		return false
	}
	var v dbus.Variant
	err := conn.Object(name, path).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, name+".Session", "Remote").Store(&v)
	remote, ok := v.Value().(bool)
	return err == nil && ok && remote
}

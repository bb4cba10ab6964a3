package session

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
)

// Changes says whether the kind of a session can change while a process runs.
const Changes = false

// logindWithin is how long the log-on manager may take.
const logindWithin = time.Second

// Look finds out what kind of session this process is in, within 1 s. Getenv is
// os.Getenv.
func Look(getenv func(string) string) Kind {
	return decide(facts{glass: unknownGlass, getenv: getenv, logind: logindRemote(getenv("XDG_SESSION_ID"))})
}

// Again looks again at what can change while a process runs and costs no time:
// here nothing.
func (k Kind) Again() Kind { return k }

// logindRemote asks the log-on manager about a session. One that does not answer
// has not said that it is remote.
func logindRemote(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), logindWithin)
	defer cancel()
	// Neither the dial nor the greeting can be ended.
	remote, _ := deadline.Until(ctx, func() (bool, error) {
		conn, err := dbus.SystemBusPrivate(dbus.WithContext(ctx))
		if err != nil {
			return false, err
		}
		defer conn.Close()
		if conn.Auth(nil) != nil || conn.Hello() != nil {
			return false, nil
		}
		return remoteIn(ctx, conn, id), nil
	})
	return remote
}

func remoteIn(ctx context.Context, conn *dbus.Conn, id string) bool {
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

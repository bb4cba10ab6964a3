//go:build linux && nowindow

package app

import (
	"net"
	"os"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// serveBus is a session bus with a keychain that holds the token.
func serveBus(t *testing.T, path string, s *stops) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	must(t, os.Chmod(path, 0o666))
	go eachConn(listener, func(c net.Conn) {
		fakebus.Serve(c, func(call *dbus.Message) ([]any, []dbus.Signal) {
			return answerCall(call, s), nil
		})
	})
}

func answerCall(call *dbus.Message, s *stops) []any {
	const session, item = dbus.ObjectPath("/session"), dbus.ObjectPath("/item")
	switch call.Headers[dbus.FieldMember].Value() {
	case "SearchItems":
		s.pass(atKeychain)
		return []any{[]dbus.ObjectPath{item}, []dbus.ObjectPath{}}
	case "OpenSession":
		return []any{dbus.MakeVariant(""), session}
	case "GetSecret":
		return []any{struct {
			Session           dbus.ObjectPath
			Parameters, Value []byte
			ContentType       string
		}{session, nil, []byte(placeToken), "text/plain"}}
	}
	return nil
}

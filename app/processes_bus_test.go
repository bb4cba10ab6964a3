//go:build linux && nowindow

package app

import (
	"net"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// notes are the notifications that were shown.
type notes struct {
	mu    sync.Mutex
	heads []string // the first lines
	texts []string
}

// shown says whether a text was shown.
func (n *notes) shown(text string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Contains(n.texts, text)
}

// count says how often it was.
func (n *notes) count(text string) (times int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, shown := range n.texts {
		if shown == text {
			times++
		}
	}
	return times
}

// last is the text of the latest one, which replaced those before it.
func (n *notes) last() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.texts[len(n.texts)-1]
}

// serveBus is a session bus with a keychain that holds the token, with a
// notification daemon, and with a portal that names two proxies: one that is down, and
// the road.
func serveBus(t *testing.T, path string, s *stops, n *notes, r *road) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	must(t, os.Chmod(path, 0o666))
	go eachConn(listener, func(c net.Conn) {
		fakebus.Serve(c, func(call *dbus.Message) ([]any, []dbus.Signal) {
			if call.Headers[dbus.FieldMember].Value() == "Lookup" {
				return []any{[]string{"http://127.0.0.1:1", "http://" + r.listener.Addr().String()}}, nil
			}
			return answerCall(call, s, n), nil
		})
	})
}

func answerCall(call *dbus.Message, s *stops, n *notes) []any {
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
	case "Notify":
		n.mu.Lock()
		defer n.mu.Unlock()
		if len(call.Body) > 4 {
			body, _ := call.Body[4].(string)
			head, _ := call.Body[3].(string)
			n.heads, n.texts = append(n.heads, head), append(n.texts, body)
		}
		return []any{uint32(len(n.texts))}
	}
	return nil
}

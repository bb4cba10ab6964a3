// Package fakebus is a D-Bus session bus for tests, without a process and
// without a service: it answers every call as the test says, also in ways in
// which no service should. Nothing but tests imports it.
package fakebus

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

// Answer is what the bus does about one call: the body of the reply, and the
// signals that come after it. A body of one dbus.Error is an error reply, and a
// nil one is some error.
type Answer func(call *dbus.Message) (body []any, signals []dbus.Signal)

// Dial returns a connection to a bus of its own, which ends with the test.
func Dial(t testing.TB, answer Answer) *dbus.Conn {
	t.Helper()
	ours, theirs := net.Pipe()
	conn, err := dbus.NewConn(ours)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); Serve(theirs, answer) }()
	t.Cleanup(func() { _ = conn.Close(); <-ended })
	if err := conn.Auth(nil); err != nil {
		t.Fatal(err)
	}
	if err := conn.Hello(); err != nil {
		t.Fatal(err)
	}
	return conn
}

// Listen makes a bus that is the session's while the test runs; serve is called for each
// connection, on a goroutine of its own.
func Listen(t testing.TB, serve func(net.Conn)) {
	t.Helper()
	path := filepath.Join(need.SocketFolder(t), "bus")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
}

// Members serves a connection with one answer for each name of a call.
func Members(answers map[string][]any) func(net.Conn) {
	return func(c net.Conn) {
		Serve(c, func(call *dbus.Message) ([]any, []dbus.Signal) {
			member, _ := call.Headers[dbus.FieldMember].Value().(string)
			return answers[member], nil
		})
	}
}

// Serve is the bus's end of one connection. It returns when the other end hangs
// up, and hangs up itself.
func Serve(c io.ReadWriteCloser, answer Answer) {
	defer c.Close()
	in := bufio.NewReader(c)
	if greet(in, c) != nil {
		return
	}
	for {
		call, err := dbus.DecodeMessage(in)
		if err != nil {
			return
		}
		if call.Type != dbus.TypeMethodCall {
			continue
		}
		for _, m := range messages(call, answer) {
			if m.EncodeTo(c, binary.LittleEndian) != nil {
				return
			}
		}
	}
}

// greet accepts every client of this user. The lines are those of the D-Bus
// specification, "Authentication Protocol".
func greet(in *bufio.Reader, out io.Writer) error {
	if _, err := in.ReadByte(); err != nil { // the NUL that goes first
		return err
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		reply := "ERROR\r\n"
		switch line = strings.TrimSpace(line); {
		case line == "BEGIN":
			return nil
		case line == "AUTH":
			reply = "REJECTED EXTERNAL\r\n"
		case strings.HasPrefix(line, "AUTH EXTERNAL"):
			reply = "OK 0123456789abcdef0123456789abcdef\r\n"
		}
		if _, err := io.WriteString(out, reply); err != nil {
			return err
		}
	}
}

// messages are the reply to a call and what follows it.
func messages(call *dbus.Message, answer Answer) []*dbus.Message {
	var body []any
	var signals []dbus.Signal
	switch call.Headers[dbus.FieldMember].Value() {
	case "Hello":
		body = []any{":1.1"}
	case "AddMatch", "RemoveMatch":
		body = []any{}
	default:
		body, signals = answer(call)
	}
	if body == nil {
		body = []any{*dbus.NewError("org.freedesktop.DBus.Error.Failed", []any{"refused by the test"})}
	}
	reply := message(dbus.TypeMethodReply, body)
	if err, ok := first(body).(dbus.Error); ok {
		reply = message(dbus.TypeError, err.Body)
		reply.Headers[dbus.FieldErrorName] = dbus.MakeVariant(err.Name)
	}
	reply.Headers[dbus.FieldReplySerial] = dbus.MakeVariant(call.Serial())
	all := []*dbus.Message{reply}
	for _, s := range signals {
		m := message(dbus.TypeSignal, s.Body)
		dot := strings.LastIndexByte(s.Name, '.')
		m.Headers[dbus.FieldPath] = dbus.MakeVariant(s.Path)
		m.Headers[dbus.FieldInterface] = dbus.MakeVariant(s.Name[:dot])
		m.Headers[dbus.FieldMember] = dbus.MakeVariant(s.Name[dot+1:])
		if s.Sender != "" {
			m.Headers[dbus.FieldSender] = dbus.MakeVariant(s.Sender)
		}
		all = append(all, m)
	}
	return all
}

func first(body []any) any {
	if len(body) == 0 {
		return nil
	}
	return body[0]
}

func message(kind dbus.Type, body []any) *dbus.Message {
	m := &dbus.Message{Type: kind, Headers: map[dbus.HeaderField]dbus.Variant{}, Body: body}
	if len(body) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(body...))
	}
	return m
}

// Body makes a message body out of a fuzzer's bytes: each names one of values, so
// that every type can come at every place, in every number.
func Body(kinds []byte, values []any) []any {
	body := []any{}
	for _, k := range kinds {
		body = append(body, values[int(k)%len(values)])
	}
	return body
}

// Values are one or two of each type that D-Bus has.
func Values() []any {
	v := dbus.MakeVariant
	return []any{
		true, false, byte(1), int16(-1), uint16(1), int32(-1), uint32(0), uint32(7), int64(-1), uint64(1 << 40), 1.5,
		"", "text", strings.Repeat("long ", 100), dbus.ObjectPath("/"), dbus.ObjectPath("/a/b"), dbus.ParseSignatureMust("a{sv}"),
		[]byte{}, []byte("bytes"), []string{}, []string{"a", "b"}, []bool{true}, []dbus.ObjectPath{}, []dbus.ObjectPath{"/a"}, [][]string{{"x"}, {}},
		v(true), v("text"), v(uint32(1)), v(v(v(int64(1)))), v([]string{"a"}), v(map[string]dbus.Variant{}), []dbus.Variant{v(1.5), v("x")},
		map[string]dbus.Variant{}, map[string]dbus.Variant{"a": v(false)}, map[string]string{"a": "b"}, map[uint32]bool{1: true},
		struct{ A, B string }{"a", "b"}, []struct{ A uint32 }{{1}, {2}},
	}
}

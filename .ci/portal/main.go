// Command portal is a pretend GlobalShortcuts portal on the session bus, for tests
// of the unchanged program. Orders come as lines on standard input, and each is
// answered on standard output when it is done.
//
//	answer ok|deny|empty|silent   what the next BindShortcuts gets
//	press                         the key goes down and comes up
//	down, up                      one of the two
//	burst N                       N downs at 30 a second, then one up
//	pairs N                       N times up and down, at 30 a second, after one down
//	foreign                       presses that are not meant for the program
//	garbage                       presses with bodies of other forms
//	closed                        the session is ended
//	restart                       the portal ends, and another one comes
//	leave                         the portal ends
//	bound                         how often BindShortcuts was called
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	name = "org.freedesktop.portal.Desktop"
	path = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	face = "org.freedesktop.portal.GlobalShortcuts"
)

// portal is one life of it, on a connection of its own.
type portal struct {
	conn   *dbus.Conn
	answer string
	bound  *int

	mu      sync.Mutex
	session dbus.ObjectPath
	client  string
}

func main() {
	log.SetFlags(0)
	bound := 0
	p := start("ok", &bound)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		order, arg, _ := strings.Cut(strings.TrimSpace(in.Text()), " ")
		n, _ := strconv.Atoi(arg)
		switch order {
		case "answer":
			p.mu.Lock()
			p.answer = arg
			p.mu.Unlock()
		case "press":
			p.key("Activated")
			time.Sleep(60 * time.Millisecond)
			p.key("Deactivated")
		case "down":
			p.key("Activated")
		case "up":
			p.key("Deactivated")
		case "burst":
			for range n {
				p.key("Activated")
				time.Sleep(time.Second / 30)
			}
			p.key("Deactivated")
		case "pairs":
			p.key("Activated")
			for range n {
				time.Sleep(time.Second / 30)
				p.key("Deactivated")
				p.key("Activated")
			}
			p.key("Deactivated")
		case "foreign":
			p.emit(face+".Activated", p.session+"x", "toggle", uint64(1), map[string]dbus.Variant{})
			p.emit(face+".Activated", p.session, "toggle2", uint64(1), map[string]dbus.Variant{})
			p.stranger()
		case "garbage":
			p.emit(face + ".Activated")
			p.emit(face+".Activated", "toggle", p.session)
			p.emit(face+".Activated", string(p.session), []string{"toggle"}, true)
			p.emit(face+".Activated", uint32(1), uint32(2), uint32(3), uint32(4))
			p.emit(face+".ShortcutsChanged", p.session, "none")
			p.emit("org.freedesktop.portal.Request.Response", "0", 1)
		case "closed":
			p.send(p.session, "org.freedesktop.portal.Session.Closed", map[string]dbus.Variant{})
		case "restart":
			answer := p.answer
			_ = p.conn.Close()
			p = start(answer, &bound)
		case "leave":
			_ = p.conn.Close()
		case "bound":
			fmt.Println("bound", bound)
			continue
		}
		fmt.Println("done", order)
	}
}

func start(answer string, bound *int) *portal {
	conn, err := dbus.SessionBusPrivate()
	if err == nil {
		err = conn.Auth(nil)
	}
	if err == nil {
		err = conn.Hello()
	}
	if err != nil {
		log.Fatal(err)
	}
	p := &portal{conn: conn, answer: answer, bound: bound}
	for _, e := range []error{
		conn.ExportMethodTable(map[string]any{"CreateSession": p.createSession, "BindShortcuts": p.bindShortcuts}, path, face),
		conn.ExportMethodTable(map[string]any{"Register": p.register}, path, "org.freedesktop.host.portal.Registry"),
	} {
		if e != nil {
			log.Fatal(e)
		}
	}
	if r, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		log.Fatal("the portal's name is taken: ", r, err)
	}
	return p
}

// emit sends a signal of the portal to its client, and send one of another object.
func (p *portal) emit(signal string, body ...any) { p.send(path, signal, body...) }

func (p *portal) send(from dbus.ObjectPath, signal string, body ...any) {
	p.mu.Lock()
	client := p.client
	p.mu.Unlock()
	send(p.conn, client, from, signal, body...)
}

// send sends a signal to one client, as portals do. godbus' own Emit sends to all.
func send(conn *dbus.Conn, client string, from dbus.ObjectPath, signal string, body ...any) {
	dot := strings.LastIndexByte(signal, '.')
	m := &dbus.Message{Type: dbus.TypeSignal, Body: body, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldInterface: dbus.MakeVariant(signal[:dot]), dbus.FieldMember: dbus.MakeVariant(signal[dot+1:]),
		dbus.FieldPath: dbus.MakeVariant(from), dbus.FieldDestination: dbus.MakeVariant(client),
	}}
	if len(body) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(body...))
	}
	conn.Send(m, nil)
}

func (p *portal) key(member string) {
	p.emit(face+"."+member, p.session, "toggle", uint64(time.Now().UnixMilli()), map[string]dbus.Variant{})
}

// stranger is another program on the bus that says it pressed the key.
func (p *portal) stranger() {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	send(conn, p.client, path, face+".Activated", p.session, "toggle", uint64(1), map[string]dbus.Variant{})
}

func (p *portal) register(app string, _ map[string]dbus.Variant) *dbus.Error {
	fmt.Println("registered", app)
	return nil
}

// request is where a request of this client is answered.
func request(sender dbus.Sender, options map[string]dbus.Variant) dbus.ObjectPath {
	token, _ := options["handle_token"].Value().(string)
	return path + dbus.ObjectPath("/request/"+mangled(sender)+"/"+token)
}

func mangled(sender dbus.Sender) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_")
}

func (p *portal) createSession(sender dbus.Sender, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	token, _ := options["session_handle_token"].Value().(string)
	p.mu.Lock()
	p.client, p.session = string(sender), path+dbus.ObjectPath("/session/"+mangled(sender)+"/"+token)
	p.mu.Unlock()
	at := request(sender, options)
	p.send(at, "org.freedesktop.portal.Request.Response", uint32(0), map[string]dbus.Variant{"session_handle": dbus.MakeVariant(string(p.session))})
	return at, nil
}

type shortcut struct {
	ID    string
	About map[string]dbus.Variant
}

func (p *portal) bindShortcuts(sender dbus.Sender, _ dbus.ObjectPath, list []shortcut, _ string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	*p.bound++
	at := request(sender, options)
	p.mu.Lock()
	answer := p.answer
	p.mu.Unlock()
	fmt.Println("asked", list)
	for i := range list {
		list[i].About["trigger_description"] = dbus.MakeVariant("Ctrl+Shift+F9 (desktop)")
	}
	code := uint32(0)
	switch answer {
	case "silent":
		return at, nil
	case "deny":
		code, list = 1, []shortcut{}
	case "empty":
		list = []shortcut{}
	}
	p.send(at, "org.freedesktop.portal.Request.Response", code, map[string]dbus.Variant{"shortcuts": dbus.MakeVariant(list)})
	return at, nil
}

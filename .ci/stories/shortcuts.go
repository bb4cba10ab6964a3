package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

// shortcuts is a pretend portal of the desktop for hotkeys: the GlobalShortcuts interface of
// the XDG portal.
type shortcuts struct {
	address string // of the bus
	conn    *dbus.Conn

	mu         sync.Mutex
	answer     string // to BindShortcuts
	registered []string
	client     string // the program's name on the bus
	session    dbus.ObjectPath
	asked      int      // how often BindShortcuts was called since the story last said asked
	wrong      []string // requests that are not ours
}

const (
	portalName    = "org.freedesktop.portal.Desktop"
	shortcutsFace = "org.freedesktop.portal.GlobalShortcuts"
)

// shortcutsAnswers are what BindShortcuts can get; empty is a list without a shortcut, as some
// portals always send it.
var shortcutsAnswers = []string{"ok", "deny", "empty", "silent"}

// shortcutsWord begins the portal, ends it, or has it do something.
func shortcutsWord(d *desk, _ *testscript.TestScript, args []string) error {
	verb, arg := args[0], strings.Join(args[1:], "")
	if verb == "begin" {
		if d.shortcuts != nil {
			return errors.New("the portal runs already")
		}
		d.shortcuts = &shortcuts{address: d.busAddress(), answer: "ok"}
		return d.shortcuts.connect()
	}
	s := d.shortcuts
	if s == nil {
		return errors.New("say shortcuts begin first")
	}
	switch verb {
	case "end":
		d.shortcuts = nil
		return s.conn.Close()
	case "restart":
		return errors.Join(s.conn.Close(), s.connect())
	case "answer":
		return s.willAnswer(arg)
	case "asked":
		return s.wasAsked(arg)
	case "closed":
		s.send(s.conn, s.place(), "org.freedesktop.portal.Session.Closed", map[string]dbus.Variant{})
		return nil
	}
	d.pressing()
	switch verb {
	case "press":
		s.key("Activated")
		time.Sleep(60 * time.Millisecond)
		s.key("Deactivated")
		return nil
	case "burst":
		return s.burst(arg)
	case "pairs":
		return s.pairs(arg)
	case "foreign":
		return s.foreign()
	case "garbage":
		s.garbage()
		return nil
	}
	return fmt.Errorf("the portal cannot %s", verb)
}

func (s *shortcuts) willAnswer(answer string) error {
	if !slices.Contains(shortcutsAnswers, answer) {
		return fmt.Errorf("there is no answer %q, only %s", answer, strings.Join(shortcutsAnswers, ", "))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
	return nil
}

// place is the path of the program's session.
func (s *shortcuts) place() dbus.ObjectPath {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session
}

func (s *shortcuts) connect() (err error) {
	if s.conn, err = dbus.Connect(s.address); err != nil {
		return err
	}
	err = errors.Join(
		s.conn.ExportMethodTable(map[string]any{"CreateSession": s.createSession, "BindShortcuts": s.bindShortcuts}, portalPath, shortcutsFace),
		s.conn.ExportMethodTable(map[string]any{"Register": s.register}, portalPath, "org.freedesktop.host.portal.Registry"),
	)
	if err != nil {
		return err
	}
	reply, err := s.conn.RequestName(portalName, dbus.NameFlagDoNotQueue)
	if err == nil && reply != dbus.RequestNameReplyPrimaryOwner {
		err = errors.New("the desk has a portal already")
	}
	return err
}

// rate is the time between two events of a key that repeats.
const rate = time.Second / 30

// burst repeats Activated, as a desktop does that passes on the keyboard's repeat.
func (s *shortcuts) burst(arg string) error {
	n, err := strconv.Atoi(arg)
	for range n {
		s.key("Activated")
		time.Sleep(rate)
	}
	s.key("Deactivated")
	return err
}

// pairs repeats Deactivated and Activated.
func (s *shortcuts) pairs(arg string) error {
	n, err := strconv.Atoi(arg)
	s.key("Activated")
	for range n {
		time.Sleep(rate)
		s.key("Deactivated")
		s.key("Activated")
	}
	s.key("Deactivated")
	return err
}

// foreign sends presses of another session, of another shortcut, and by another program.
func (s *shortcuts) foreign() error {
	session, none := s.place(), map[string]dbus.Variant{}
	s.emit(shortcutsFace+".Activated", session+"x", "toggle", uint64(1), none)
	s.emit(shortcutsFace+".Activated", session, "toggle2", uint64(1), none)
	stranger, err := dbus.Connect(s.address)
	if err != nil {
		return err
	}
	s.send(stranger, portalPath, shortcutsFace+".Activated", session, "toggle", uint64(1), none)
	return stranger.Close()
}

// garbage sends presses and answers of other forms.
func (s *shortcuts) garbage() {
	session := s.place()
	s.emit(shortcutsFace + ".Activated")
	s.emit(shortcutsFace+".Activated", "toggle", session)
	s.emit(shortcutsFace+".Activated", string(session), []string{"toggle"}, true)
	s.emit(shortcutsFace+".Activated", uint32(1), uint32(2), uint32(3), uint32(4))
	s.emit(shortcutsFace+".ShortcutsChanged", session, "none")
	s.emit("org.freedesktop.portal.Request.Response", "0", 1)
}

// wasAsked wants that the program has asked so often for its chord since the last time, and
// in no other way.
func (s *shortcuts) wasAsked(arg string) error {
	want, err := strconv.Atoi(arg)
	if err != nil {
		return err
	}
	count := func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.asked
	}
	err = until("the program to ask", func() bool { return count() >= want })
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || s.asked != want || len(s.wrong) > 0 {
		return errors.Join(err, fmt.Errorf("asked %d times, and wrongly: %q", s.asked, s.wrong))
	}
	s.asked = 0
	return nil
}

func (s *shortcuts) key(member string) {
	s.emit(shortcutsFace+"."+member, s.place(), "toggle", uint64(time.Now().UnixMilli()), map[string]dbus.Variant{})
}

func (s *shortcuts) emit(signal string, body ...any) { s.send(s.conn, portalPath, signal, body...) }

// send sends a signal to the program alone, as portals do. Emit sends to all.
func (s *shortcuts) send(conn *dbus.Conn, from dbus.ObjectPath, signal string, body ...any) {
	s.mu.Lock()
	client := s.client
	s.mu.Unlock()
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

// respond answers a request of the program, and returns where.
func (s *shortcuts) respond(sender dbus.Sender, options map[string]dbus.Variant, code uint32, results map[string]dbus.Variant) dbus.ObjectPath {
	at := handle("request", sender, options["handle_token"])
	s.send(s.conn, at, "org.freedesktop.portal.Request.Response", code, results)
	return at
}

// handle is the path of a request or a session of the program.
func handle(kind string, sender dbus.Sender, token dbus.Variant) dbus.ObjectPath {
	name, _ := token.Value().(string)
	client := strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_")
	return portalPath + dbus.ObjectPath("/"+kind+"/"+client+"/"+name)
}

func (s *shortcuts) register(sender dbus.Sender, app string, _ map[string]dbus.Variant) *dbus.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if app == "io.github.wolkvox_hold.WolkvoxHold" {
		s.registered = append(s.registered, string(sender))
	}
	return nil
}

func (s *shortcuts) createSession(sender dbus.Sender, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	session := handle("session", sender, options["session_handle_token"])
	s.mu.Lock()
	s.client, s.session = string(sender), session
	s.mu.Unlock()
	return s.respond(sender, options, 0, map[string]dbus.Variant{"session_handle": dbus.MakeVariant(string(session))}), nil
}

type shortcut struct {
	ID    string
	About map[string]dbus.Variant
}

func (s *shortcuts) bindShortcuts(sender dbus.Sender, _ dbus.ObjectPath, list []shortcut, _ string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	s.mu.Lock()
	s.asked++
	ours := len(list) == 1 && list[0].ID == "toggle" && list[0].About["preferred_trigger"].Value() == "CTRL+SHIFT+F9"
	if !ours || !slices.Contains(s.registered, string(sender)) {
		s.wrong = append(s.wrong, fmt.Sprint(list, " by ", s.registered))
	}
	answer := s.answer
	s.mu.Unlock()
	for i := range list {
		list[i].About["trigger_description"] = dbus.MakeVariant("Ctrl+Shift+F9 (desktop)")
	}
	code := uint32(0)
	switch answer {
	case "silent":
		return handle("request", sender, options["handle_token"]), nil
	case "deny":
		code, list = 1, []shortcut{}
	case "empty":
		list = []shortcut{}
	}
	return s.respond(sender, options, code, map[string]dbus.Variant{"shortcuts": dbus.MakeVariant(list)}), nil
}

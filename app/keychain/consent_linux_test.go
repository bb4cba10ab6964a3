package keychain

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// keepass is a bus with a Secret Service that behaves like KeePassXC 2.7: an entry of
// an open database is locked for every connection without the person's consent, a
// locked database lists nothing, and a search while all databases are locked opens its
// dialog and waits.
type keepass struct {
	t *testing.T

	mu        sync.Mutex
	conns     []net.Conn
	locked    bool // the database
	gone      bool // the database was closed
	empty     bool // it has no such entry
	refuses   bool // the person does
	questions int
	came      chan struct{} // a search has come, which waits for goOn; nil for none
	goOn      chan struct{}
}

const keepassItem = dbus.ObjectPath("/org/freedesktop/secrets/collection/db/0a1b")

func startKeepass(t *testing.T) *keepass {
	t.Helper()
	p := &keepass{t: t}
	fakebus.Listen(t, func(c net.Conn) {
		p.mu.Lock()
		p.conns = append(p.conns, c)
		p.mu.Unlock()
		allowed := false
		fakebus.Serve(c, func(call *dbus.Message) ([]any, []dbus.Signal) { return p.answer(call, &allowed) })
	})
	return p
}

// answer answers one connection's calls.
func (p *keepass) answer(call *dbus.Message, allowed *bool) ([]any, []dbus.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	collection := collectionOf(keepassItem)
	items := []dbus.ObjectPath{keepassItem}
	if p.locked || p.empty {
		items = []dbus.ObjectPath{}
	}
	switch call.Headers[dbus.FieldMember].Value() {
	case "Get":
		switch name, _ := call.Body[1].(string); {
		case name == "Collections" && p.gone:
			return []any{dbus.MakeVariant([]dbus.ObjectPath{})}, nil
		case p.gone:
			return []any{*dbus.NewError("org.freedesktop.DBus.Error.UnknownObject", nil)}, nil
		case name == "Collections":
			return []any{dbus.MakeVariant([]dbus.ObjectPath{collection})}, nil
		case name == "Locked":
			return []any{dbus.MakeVariant(p.locked)}, nil
		case name == "Items":
			return []any{dbus.MakeVariant(items)}, nil
		case name == "Modified":
			return []any{dbus.MakeVariant(uint64(1764000000))}, nil
		}
	case "ReadAlias":
		return []any{collection}, nil
	case "SearchItems":
		if came := p.came; came != nil {
			p.came = nil
			close(came)
			p.mu.Unlock()
			<-p.goOn
			p.mu.Lock()
		}
		if p.locked || p.gone {
			p.t.Error("a search opens KeePassXC's unlock dialog and waits")
		}
		if none := []dbus.ObjectPath{}; *allowed {
			return []any{items, none}, nil
		} else {
			return []any{none, items}, nil
		}
	case "OpenSession":
		return []any{dbus.MakeVariant(""), dbus.ObjectPath("/s")}, nil
	case "GetSecret":
		if !*allowed {
			return []any{*dbus.NewError(isLockedError, nil)}, nil
		}
		return []any{struct {
			Session           dbus.ObjectPath
			Parameters, Value []byte
			ContentType       string
		}{"/s", nil, []byte(secret), "text/plain"}}, nil
	case "Unlock":
		if objects, _ := call.Body[0].([]dbus.ObjectPath); !slices.Equal(objects, items) {
			p.t.Errorf("asked to unlock %q, want the entry", objects)
		}
		return []any{[]dbus.ObjectPath{}, dbus.ObjectPath("/org/freedesktop/secrets/prompt/1")}, nil
	case "Prompt":
		p.questions++
		*allowed = !p.refuses
		return []any{}, []dbus.Signal{{Path: "/org/freedesktop/secrets/prompt/1", Name: promptIface + ".Completed", Body: []any{p.refuses, dbus.MakeVariant("")}}}
	}
	return []any{}, nil
}

// asks returns how many connections were made and how often the person was asked.
func (p *keepass) asks(conns, questions int) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.conns) != conns || p.questions != questions {
		p.t.Errorf("got %d connections and %d questions, want %d and %d", len(p.conns), p.questions, conns, questions)
	}
}

func (p *keepass) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// noChild is a keychain that fails the test if it starts a child.
func noChild(t *testing.T) *Keychain {
	return &Keychain{Helper: func(ctx context.Context, args ...string) *exec.Cmd {
		t.Errorf("got a child for %q, want none", args)
		return helper("exits 13")(ctx, args...)
	}}
}

func wantGet(t *testing.T, k *Keychain, want error) {
	t.Helper()
	got, err := k.Get(t.Context())
	if !errors.Is(err, want) || want == nil && (err != nil || got.Secret() != secret) {
		t.Errorf("got %.8s…, %v, want the token or %v", got.Secret(), err, want)
	}
}

// The person is asked once, and the consent counts for every later call.
func TestConsentIsAskedForOnce(t *testing.T) {
	p := startKeepass(t)
	k := noChild(t)
	wantGet(t, k, ErrNotAllowed)
	wantGet(t, k, ErrLocked) // for callers that do not know the difference
	if s, err := k.Status(t.Context()); err != nil || s != (Status{Present: true, Locked: true}) {
		t.Errorf("got %+v, %v, want an entry that is locked", s, err)
	}
	p.asks(1, 0)
	if err := k.Unlock(t.Context()); err != nil {
		t.Errorf("got %v from a person who allows it", err)
	}
	for range 3 {
		wantGet(t, k, nil)
	}
	if s, err := k.Status(t.Context()); err != nil || s.Locked {
		t.Errorf("got %+v, %v, want an entry that is not locked", s, err)
	}
	p.asks(1, 1)
}

func TestConsentThatIsRefused(t *testing.T) {
	p := startKeepass(t)
	p.refuses = true
	k := noChild(t)
	if err := k.Unlock(t.Context()); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("got %v, want ErrNotAllowed", err)
	}
	wantGet(t, k, ErrNotAllowed)
	p.asks(1, 1)
}

// A deadline ends the call. The connection stays, and so does the consent.
func TestADeadlineKeepsTheConsent(t *testing.T) {
	p := startKeepass(t)
	k := noChild(t)
	if err := k.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	came, goOn := make(chan struct{}), make(chan struct{})
	p.set(func() { p.came, p.goOn = came, goOn })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-came; cancel() }()
	if _, err := k.Get(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the context", err)
	}
	close(goOn)
	wantGet(t, k, nil)
	p.asks(1, 1)
}

// If the bus ends, the consent is lost. Unlocked reports the end, and the next call
// connects to the next bus.
func TestAConnectionThatEndedIsReplaced(t *testing.T) {
	p := startKeepass(t)
	k := noChild(t)
	told := make(chan struct{}, 8)
	k.Unlocked = func() { told <- struct{}{} }
	if err := k.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantGet(t, k, nil)
	p.set(func() { p.conns[0].Close() })
	<-told
	wantGet(t, k, ErrNotAllowed)
	p.asks(2, 1)
	k.Close()
	<-told
	wantGet(t, k, ErrNotAllowed)
	p.asks(3, 1)
}

// A locked database is not searched. A child asks for its password; what the person
// does there is not our concern.
func TestALockedDatabaseIsNotSearched(t *testing.T) {
	p := startKeepass(t)
	p.locked = true
	var children []string
	k := &Keychain{Helper: func(ctx context.Context, args ...string) *exec.Cmd {
		children = append(children, args[0])
		return helper("exits 0")(ctx, args...)
	}}
	if _, err := k.Get(t.Context()); !errors.Is(err, ErrLocked) || errors.Is(err, ErrNotAllowed) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	if s, err := k.Status(t.Context()); err != nil || s != (Status{Locked: true}) {
		t.Errorf("got %+v, %v, want a locked keychain", s, err)
	}
	if err := k.Unlock(t.Context()); err != nil || !slices.Equal(children, []string{"unlock"}) {
		t.Errorf("got %v and children %q, want one that unlocks", err, children)
	}
	p.asks(1, 0)
}

// An entry is gone if its collection is open and does not have it.
func TestAnEntryThatIsGone(t *testing.T) {
	p := startKeepass(t)
	k := noChild(t)
	if err := k.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantGet(t, k, nil)
	p.set(func() { p.gone = true })
	wantGet(t, k, ErrLocked)
	p.set(func() { p.gone, p.locked = false, true })
	wantGet(t, k, ErrLocked)
	p.set(func() { p.locked, p.empty = false, true })
	wantGet(t, k, ErrNotFound)
	p.set(func() { p.empty = false })
	wantGet(t, k, nil)
	p.set(func() { p.gone = true })
	wantGet(t, new(Keychain), ErrNotFound) // one that has never read it
	p.asks(2, 1)
}

//go:build desktop && linux

package keychain

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/busdaemon"
)

// fakeService is a Secret Service whose prompts the test answers. It counts the prompts
// that would have opened a window.
type fakeService struct {
	conn    *dbus.Conn
	bus     *busdaemon.Bus
	prompts chan string // each call of Prompt

	mu        sync.Mutex
	unlocked  []dbus.ObjectPath // what SearchItems finds
	locked    []dbus.ObjectPath
	loginLock bool // the login collection is locked
	hides     bool // and lists no item then, as KeePassXC's do
	values    map[dbus.ObjectPath]string
	stores    bool // CreateItem does what it says
	unlocks   int
	dismisses int
	locksLate bool // Unlock prompts though Locked was false
}

const (
	fakePrompt  = dbus.ObjectPath("/org/freedesktop/secrets/prompt/p1")
	fakeSession = dbus.ObjectPath("/org/freedesktop/secrets/session/s1")
	workItem    = dbus.ObjectPath("/org/freedesktop/secrets/collection/work/1")
	loginItem   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login/1")
)

type fakeSecret struct {
	Session           dbus.ObjectPath
	Parameters, Value []byte
	ContentType       string
}

func (f *fakeService) SearchItems(map[string]string) ([]dbus.ObjectPath, []dbus.ObjectPath, *dbus.Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.unlocked, f.locked, nil
}

func (f *fakeService) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), fakeSession, nil
}

func (f *fakeService) ReadAlias(string) (dbus.ObjectPath, *dbus.Error) { return noPath, nil }

func (f *fakeService) Unlock(objects []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.loginLock && !f.locksLate {
		return objects, noPath, nil
	}
	f.unlocks++
	return nil, fakePrompt, nil
}

func (f *fakeService) Prompt(string) *dbus.Error {
	f.prompts <- "shown"
	return nil
}

func (f *fakeService) Dismiss() *dbus.Error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dismisses++
	return nil
}

func (f *fakeService) GetSecret(message dbus.Message, session dbus.ObjectPath) (fakeSecret, *dbus.Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fakeSecret{Session: session, Value: []byte(f.values[pathOf(message)])}, nil
}

func (f *fakeService) Delete(message dbus.Message) (dbus.ObjectPath, *dbus.Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	path := pathOf(message)
	f.unlocked = slices.DeleteFunc(f.unlocked, func(p dbus.ObjectPath) bool { return p == path })
	return noPath, nil
}

// CreateItem reports success even if it stores nothing, like a service whose prompt was
// closed.
func (f *fakeService) CreateItem(_ map[string]dbus.Variant, s fakeSecret, _ bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stores {
		f.values[loginItem] = string(s.Value)
	}
	return loginItem, noPath, nil
}

func pathOf(message dbus.Message) dbus.ObjectPath {
	path, _ := message.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
	return path
}

// answer completes the prompt, after signals that are not the answer.
func (f *fakeService) answer(t *testing.T) {
	t.Helper()
	emit := func(path dbus.ObjectPath, name string, args ...any) {
		if err := f.conn.Emit(path, name, args...); err != nil {
			t.Fatal(err)
		}
	}
	emit(fakePrompt+"x", promptIface+".Completed", true, dbus.MakeVariant(""))
	emit(secretsPath, serviceIface+".CollectionChanged", loginPath)
	emit(fakePrompt, promptIface+".Completed", false, dbus.MakeVariant(""))
}

func (f *fakeService) counts() (unlocks, dismisses int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.unlocks, f.dismisses
}

// items is what the login collection lists.
func (f *fakeService) items() []dbus.ObjectPath {
	if f.hides {
		return []dbus.ObjectPath{}
	}
	return []dbus.ObjectPath{loginItem}
}

// fake puts a fakeService on a private bus.
func fake(t *testing.T, f *fakeService) *fakeService {
	t.Helper()
	f.bus = privateBus(t)
	f.conn = f.bus.Connect(t)
	f.prompts = make(chan string, 16)
	export := func(path dbus.ObjectPath, iface string) {
		if err := f.conn.Export(f, path, iface); err != nil {
			t.Fatal(err)
		}
	}
	export(secretsPath, serviceIface)
	export(fakePrompt, promptIface)
	export(loginPath, collectIface)
	export(workItem, itemIface)
	export(loginItem, itemIface)
	for path, properties := range map[dbus.ObjectPath]prop.Map{
		secretsPath: {serviceIface: {"Collections": {Value: []dbus.ObjectPath{loginPath}}}},
		loginPath:   {collectIface: {"Locked": {Value: f.loginLock}, "Items": {Value: f.items()}}},
		loginItem:   {itemIface: {"Modified": {Value: uint64(1)}}},
		workItem:    {itemIface: {"Modified": {Value: uint64(2)}}},
	} {
		if _, err := prop.Export(f.conn, path, properties); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := f.conn.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("request name: %v, %v", r, err)
	}
	return f
}

// Reading opens no window, neither for an unlocked entry while the login collection is
// locked, nor for a locked entry.
func TestReadingNeverPrompts(t *testing.T) {
	t.Run("unlocked beside a locked login collection", func(t *testing.T) {
		f := fake(t, &fakeService{unlocked: []dbus.ObjectPath{workItem}, loginLock: true, values: map[dbus.ObjectPath]string{workItem: secret, loginItem: secret}})
		eachWay(t, func(t *testing.T, k *Keychain) { wantToken(t, k, secret) })
		wantNoPrompt(t, f)
	})
	t.Run("locked", func(t *testing.T) {
		f := fake(t, &fakeService{locked: []dbus.ObjectPath{loginItem}, loginLock: true, values: map[dbus.ObjectPath]string{workItem: secret, loginItem: secret}})
		eachWay(t, func(t *testing.T, k *Keychain) {
			if _, err := k.Get(context.Background()); !errors.Is(err, ErrLocked) {
				t.Errorf("got %v, want ErrLocked", err)
			}
			wantStatus(t, k, Status{Present: true, Locked: true})
		})
		wantNoPrompt(t, f)
	})
	t.Run("absent, login collection locked", func(t *testing.T) {
		f := fake(t, &fakeService{loginLock: true})
		eachWay(t, func(t *testing.T, k *Keychain) {
			if _, err := k.Get(context.Background()); !errors.Is(err, ErrNotFound) {
				t.Errorf("got %v, want ErrNotFound", err)
			}
			wantStatus(t, k, Status{Locked: true})
		})
		wantNoPrompt(t, f)
	})
	t.Run("hidden by a service that lists nothing while it is locked", func(t *testing.T) {
		f := fake(t, &fakeService{loginLock: true, hides: true})
		eachWay(t, func(t *testing.T, k *Keychain) {
			if _, err := k.Get(context.Background()); !errors.Is(err, ErrLocked) {
				t.Errorf("got %v, want ErrLocked", err)
			}
		})
		wantNoPrompt(t, f)
	})
	t.Run("absent in a collection that is open and empty", func(t *testing.T) {
		fake(t, &fakeService{hides: true})
		eachWay(t, func(t *testing.T, k *Keychain) {
			if _, err := k.Get(context.Background()); !errors.Is(err, ErrNotFound) {
				t.Errorf("got %v, want ErrNotFound", err)
			}
		})
	})
}

func wantNoPrompt(t *testing.T, f *fakeService) {
	t.Helper()
	if unlocks, _ := f.counts(); unlocks != 0 || len(f.prompts) != 0 {
		t.Errorf("got %d unlocks and %d prompts, want none", unlocks, len(f.prompts))
	}
}

// The parent stops waiting at its deadline. The prompt stays open, is never dismissed,
// and what the person types later still counts. A second call while it is open opens no
// second prompt.
func TestPromptOutlivesTheWait(t *testing.T) {
	f := fake(t, &fakeService{locked: []dbus.ObjectPath{loginItem}, loginLock: true})
	var cmd *exec.Cmd
	k := &Keychain{Helper: recorded(helper("real"), &cmd)}
	first, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() { result <- k.Unlock(first) }()
	<-f.prompts
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	again, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if err := k.Unlock(again); !errors.Is(err, ErrTimeout) {
		t.Errorf("got %v, want ErrTimeout", err)
	}
	k.mu.Lock()
	p := k.prompt
	k.mu.Unlock()
	if p == nil {
		t.Fatal("got a prompt that has ended with the wait for it")
	}
	f.answer(t)
	<-p.done
	if p.err != nil || !cmd.ProcessState.Success() {
		t.Errorf("got %v, %v, want the child to see the answer", p.err, cmd.ProcessState)
	}
	if unlocks, dismisses := f.counts(); unlocks != 1 || len(f.prompts) != 0 || dismisses != 0 {
		t.Errorf("got %d unlocks, %d more prompts, %d dismissals, want 1, 0, 0", unlocks, len(f.prompts), dismisses)
	}
}

// If a service ends while its prompt is open, the child ends too.
func TestPromptEndsWithItsService(t *testing.T) {
	f := fake(t, &fakeService{locked: []dbus.ObjectPath{loginItem}, loginLock: true})
	eachWay(t, func(t *testing.T, k *Keychain) {
		result := make(chan error, 1)
		go func() { result <- k.Unlock(context.Background()) }()
		<-f.prompts
		if _, err := f.conn.ReleaseName(secretsName); err != nil {
			t.Fatal(err)
		}
		if err := <-result; !errors.Is(err, ErrUnreachable) {
			t.Errorf("got %v, want ErrUnreachable", err)
		}
		if _, err := f.conn.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	})
}

// A service may report success and store nothing. Set returns an error then.
func TestSetBelievesOnlyWhatItReadsBack(t *testing.T) {
	for _, holds := range [][]dbus.ObjectPath{nil, {loginItem}} {
		f := fake(t, &fakeService{unlocked: holds, values: map[dbus.ObjectPath]string{loginItem: newer}})
		eachWay(t, func(t *testing.T, k *Keychain) {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			err := k.Set(ctx, mustToken(t, secret))
			if err == nil || errors.Is(err, ErrTimeout) {
				t.Errorf("got %v for a token that was not stored, want it told", err)
			}
		})
		f.conn.Close()
	}
}

// go-keyring 0.2.8 panics when the bus ends while its prompt is open. That must
// not end the program.
func TestPanicOfTheLibraryIsAnError(t *testing.T) {
	f := fake(t, &fakeService{locksLate: true})
	result := make(chan error, 1)
	go func() { result <- (&Keychain{}).Set(context.Background(), mustToken(t, secret)) }()
	<-f.prompts
	f.bus.Kill()
	if err := <-result; !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want ErrUnreachable", err)
	}
}

// A second entry of another tool does not win over the token that the agent has just set.
func TestSetReplacesEveryEntry(t *testing.T) {
	for _, name := range []string{"child", "in process"} {
		t.Run(name, func(t *testing.T) {
			f := fake(t, &fakeService{
				unlocked: []dbus.ObjectPath{loginItem, workItem},
				values:   map[dbus.ObjectPath]string{loginItem: newer, workItem: newer},
				stores:   true,
			})
			k := &Keychain{}
			if name == "child" {
				k.Helper = helper("real")
			}
			wantToken(t, k, newer)
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			if err := k.Set(ctx, mustToken(t, secret)); err != nil {
				t.Errorf("got %v, want nil", err)
			}
			wantToken(t, k, secret)
			if err := k.Clear(ctx); err != nil {
				t.Errorf("clear: got %v, want nil", err)
			}
			wantStatus(t, k, Status{})
			wantNoPrompt(t, f)
		})
	}
}

// The service's name has an owner but no object.
func TestServiceWithoutObjectsIsUnreachable(t *testing.T) {
	if _, err := privateBus(t).Connect(t).RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	eachWay(t, func(t *testing.T, k *Keychain) {
		if _, err := k.Get(context.Background()); !errors.Is(err, ErrUnreachable) {
			t.Errorf("get: got %v, want ErrUnreachable", err)
		}
		if err := k.Set(context.Background(), mustToken(t, secret)); !errors.Is(err, ErrUnreachable) {
			t.Errorf("set: got %v, want ErrUnreachable", err)
		}
	})
}

// Unlocked is called when a service appears after the first call, and when a collection
// is unlocked.
func TestAServiceThatAppearsIsTold(t *testing.T) {
	bus := privateBus(t)
	told := make(chan struct{}, 64)
	k := &Keychain{Unlocked: func() { told <- struct{}{} }}
	if _, err := k.Get(context.Background()); !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want ErrUnreachable", err)
	}
	conn := bus.Connect(t)
	if _, err := conn.RequestName(secretsName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	<-told
	change := func(locked bool) {
		changed := map[string]dbus.Variant{"Locked": dbus.MakeVariant(locked)}
		if err := conn.Emit(loginPath, propsChanged, collectIface, changed, []string{}); err != nil {
			t.Fatal(err)
		}
	}
	change(true)
	change(false)
	<-told
	k.Close()
	<-told // that the connection has ended
	if len(told) != 0 {
		t.Errorf("got %d more call backs, want one for each", len(told))
	}
}

package residentapi

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// counter is a desk where the extension is given by hand. Writing is called each time that this
// process is about to read or write the file with it.
func counter(t *testing.T, writing func()) *desk.Desk {
	d := desk.New(t, settings.Raw{"server": "0042", "agent_id_from": "NOT_SET_HERE"})
	d.P.NameLogon = func(func(string) string) string { return "log-on" }
	d.P.NameMachine = func() string { writing(); return "m" }
	return d
}

// resident takes the lock as a resident does, with a channel that nobody listens on.
func resident(t *testing.T, d *desk.Desk) *instance.Lock {
	t.Helper()
	lock, err := instance.Acquire(t.Context(), d.P.Places(false), instance.Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	server, err := lock.Listen()
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	return lock
}

// TestAnExtensionWaitsForAResidentThatEnds: it may hand the previous one over to a newer program.
func TestAnExtensionWaitsForAResidentThatEnds(t *testing.T) {
	var held atomic.Bool
	var looks atomic.Int32
	d := counter(t, func() {
		if held.Load() {
			t.Error("the extension is written while a resident may still write its own")
		}
	})
	lock := resident(t, d)
	defer lock.Release()
	held.Store(true)
	getenv := d.P.Getenv
	d.P.Getenv = func(name string) string {
		if (name == "XDG_STATE_HOME" || name == "LOCALAPPDATA") && looks.Add(1) == 4 {
			lock.Release()
			held.Store(false)
		}
		return getenv(name)
	}
	if err := SetExtension(d.P)("555"); err != nil {
		t.Errorf("got %v", err)
	}
	if l := d.P.Load(); held.Load() || l.AgentID != "555" {
		t.Errorf("got the extension %q, and the resident is there: %v", l.AgentID, held.Load())
	}
}

// TestAnExtensionIsGivenToAResidentThatHasJustStarted, since it may have read the file before.
func TestAnExtensionIsGivenToAResidentThatHasJustStarted(t *testing.T) {
	var lock *instance.Lock
	var d *desk.Desk
	d = counter(t, func() {
		if lock == nil {
			var err error
			if lock, err = instance.Acquire(t.Context(), d.P.Places(false), instance.Resident, false); err != nil { // it does not answer
				t.Fatal(err)
			}
		}
	})
	err := SetExtension(d.P)("555")
	if lock == nil {
		t.Fatal("nothing was written")
	}
	defer lock.Release()
	if err == nil || err.Error() != d.P.Words.ResidentSilent() {
		t.Errorf("got %v, want that the resident does not answer", err)
	}
}

// TestWhoIsThere: no resident is another thing than one that does not listen any more.
func TestWhoIsThere(t *testing.T) {
	d := counter(t, func() {})
	for _, tt := range []struct {
		name string
		hold func() *instance.Lock
		want error
	}{
		{"nobody", func() *instance.Lock { return nil }, channel.ErrNoResident},
		{"one that ends", func() *instance.Lock { return resident(t, d) }, ErrEnding},
		{"a command", func() *instance.Lock {
			lock, err := instance.Acquire(t.Context(), d.P.Places(false), instance.Command, false)
			if err != nil {
				t.Fatal(err)
			}
			return lock
		}, channel.ErrNoResident},
	} {
		lock := tt.hold()
		if _, err := Find(t.Context(), d.P.Places(false)); err != tt.want || !strings.Contains(err.Error(), channel.ErrNoResident.Error()) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
		if lock != nil {
			lock.Release()
		}
	}
}

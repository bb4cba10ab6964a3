//go:build wine

package session

import (
	"os"
	"strconv"
	"testing"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// TestTheConsoleIsTakenAndGivenBack writes the value that Windows writes when a session moves between
// the console and a remote desktop, and looks as a press does. The terminal service is not tested: Wine
// has hardly any.
func TestTheConsoleIsTakenAndGivenBack(t *testing.T) {
	var session uint32
	if err := windows.ProcessIdToSessionId(uint32(os.Getpid()), &session); err != nil {
		t.Fatal(err)
	}
	key, _, err := registry.CreateKey(registry.LOCAL_MACHINE, ConsoleKey, registry.SET_VALUE|registry.WOW64_64KEY)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	defer func() { _ = key.DeleteValue(glassSessionIDName) }()
	k := Look(os.Getenv)
	if k.Remote {
		t.Fatalf("a session under Wine, before anything is changed: %+v", k)
	}
	for _, tt := range []struct {
		console uint32
		how     string
	}{{session, ""}, {session + 1, HowConsole}, {session, ""}} {
		if err := key.SetDWordValue(glassSessionIDName, tt.console); err != nil {
			t.Fatal(err)
		}
		if k = k.Again(); k.How != tt.how {
			t.Errorf("session %d, console %d: got %q, want %q", session, tt.console, k.How, tt.how)
		}
	}
	if err := key.SetStringValue(glassSessionIDName, "99"); err != nil {
		t.Fatal(err)
	}
	if k = k.Again(); k.Remote {
		t.Errorf("a value of another type: %+v", k)
	}
}

// TestHorizonConnectsAndDisconnects writes what Horizon's agent writes, and looks as a press
// does.
func TestHorizonConnectsAndDisconnects(t *testing.T) {
	var session uint32
	if err := windows.ProcessIdToSessionId(uint32(os.Getpid()), &session); err != nil {
		t.Fatal(err)
	}
	k := Look(os.Getenv)
	for _, path := range []string{ClientKey, ClientKey + `\` + strconv.FormatUint(uint64(session), 10)} {
		key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
		if err != nil {
			t.Fatal(err)
		}
		defer key.Close()
		defer func() { _ = key.DeleteValue("ViewClient_Protocol") }()
		for _, tt := range []struct {
			write func() error
			how   string
		}{
			{func() error { return key.SetStringValue("ViewClient_Protocol", "BLAST") }, HowHorizon},
			{func() error { return key.SetStringValue("ViewClient_Protocol", "") }, ""},
			{func() error { return key.SetDWordValue("ViewClient_Protocol", 1) }, ""},
			{func() error { return key.DeleteValue("ViewClient_Protocol") }, ""},
		} {
			if err := tt.write(); err != nil {
				t.Fatal(err)
			}
			if k = k.Again(); k.How != tt.how {
				t.Errorf("%s: got %q, want %q", path, k.How, tt.how)
			}
		}
	}
}

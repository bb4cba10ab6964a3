package channel

import (
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

// The longest SIDs of people: of a domain, and of a directory in the cloud.
const (
	domainSID = "S-1-5-21-4294967295-4294967295-4294967295-4294967295"
	cloudSID  = "S-1-12-1-4294967295-4294967295-4294967295-4294967295"
)

func TestPipeUser(t *testing.T) {
	for _, sid := range []string{domainSID, cloudSID, systemSID} {
		for _, program := range []string{"wolkvox-hold", "wolkvox-hold-practice"} {
			for _, session := range []uint32{0, 1, 1<<32 - 1} {
				name := pipeName(program, sid, session)
				if got, ok := pipeUser(name); !ok || got != sid {
					t.Errorf("%s: got %q, %v, want %q", name, got, ok, sid)
				}
			}
		}
	}
	for why, name := range map[string]string{
		"none":                 "",
		"a file":               `C:\wolkvox-hold-S-1-5-18-1`,
		"another machine":      `\\server\pipe\wolkvox-hold-S-1-5-18-1`,
		"no program":           `\\.\pipe\-S-1-5-18-1`,
		"a folder":             `\\.\pipe\..\wolkvox-hold-S-1-5-18-1`,
		"no SID":               `\\.\pipe\wolkvox-hold-1`,
		"no session":           `\\.\pipe\wolkvox-hold-S-1-5-18-`,
		"a negative session":   `\\.\pipe\wolkvox-hold-S-1-5-18--1`,
		"a large session":      `\\.\pipe\wolkvox-hold-S-1-5-18-4294967296`,
		"a session with zeros": `\\.\pipe\wolkvox-hold-S-1-5-18-01`,
		"a short SID":          `\\.\pipe\wolkvox-hold-S-1-5-1`,
		"a SID with zeros":     `\\.\pipe\wolkvox-hold-S-1-5-018-1`,
		"a SID of letters":     `\\.\pipe\wolkvox-hold-S-1-5-SY-1`,
		"another revision":     `\\.\pipe\wolkvox-hold-S-2-5-18-1`,
		"something after it":   `\\.\pipe\wolkvox-hold-S-1-5-18-1\x`,
		"a control character":  "\\\\.\\pipe\\wolkvox-\x07hold-S-1-5-18-1",
		"too long":             pipeName(strings.Repeat("w", maxName), systemSID, 1),
	} {
		if sid, ok := pipeUser(name); ok || sid != "" {
			t.Errorf("%s: %q: got %q, want none", why, name, sid)
		}
	}
}

func FuzzPipeUser(f *testing.F) {
	for _, seed := range []string{pipeName("wolkvox-hold", domainSID, 2), `\\.\pipe\wolkvox-hold-S-1-5-18-01`, `\\.\pipe\a-S-1-1-S-1-5-18-1`, ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		sid, ok := pipeUser(name)
		if !ok {
			if sid != "" {
				t.Fatalf("%q: got %q of a name that is none of ours", name, sid)
			}
			return
		}
		if !isSID(sid) || len(name) > maxName || !strings.HasPrefix(name, pipeFolder) || !strings.Contains(name, "-"+sid+"-") {
			t.Fatalf("%q: got %q", name, sid)
		}
		// It is unchanged in a lock file and in a descriptor.
		if strings.ContainsAny(sid, "();:\x00") || printable.Plain(name, maxName) != name {
			t.Fatalf("%q is not plain", name)
		}
	})
}

// TestWhoMayAsk: the user may send everything, the operating system's account what is
// allowed, and nobody else anything.
func TestWhoMayAsk(t *testing.T) {
	const other = "S-1-5-21-1-2-3-1001"
	s := &Server{ForSystem: []string{"quit"}}
	for _, tc := range []struct {
		who, theirs, ours string
		role              role
		quit, press       bool
	}{
		{"the user", domainSID, domainSID, roleUser, true, true},
		{"the operating system", systemSID, domainSID, roleSystem, true, false},
		{"the operating system itself", systemSID, systemSID, roleUser, true, true},
		{"another user", other, domainSID, roleNone, false, false},
		{"another user to the operating system", other, systemSID, roleNone, false, false},
		{"somebody unknown", "", domainSID, roleNone, false, false},
		{"somebody unknown to nobody", "", "", roleNone, false, false},
	} {
		got := pipeRole(tc.theirs, tc.ours)
		if got != tc.role || s.allowed(got, "quit") != tc.quit || s.allowed(got, "press") != tc.press {
			t.Errorf("%s: got rank %d, quit %v, press %v, want %d, %v, %v", tc.who, got, s.allowed(got, "quit"), s.allowed(got, "press"), tc.role, tc.quit, tc.press)
		}
	}
	if (&Server{}).allowed(roleSystem, "quit") {
		t.Error("by default the operating system's account may quit, want nothing")
	}
}

// TestWhoMaySpeakTo: only the operating system's account connects to another user's pipe.
func TestWhoMaySpeakTo(t *testing.T) {
	for _, tc := range []struct {
		named, ours string
		want        bool
	}{
		{domainSID, domainSID, true}, {domainSID, cloudSID, false}, {systemSID, domainSID, false}, {domainSID, systemSID, true}, {"", domainSID, false},
	} {
		if got := mayConnect(tc.named, tc.ours); got != tc.want {
			t.Errorf("%s to the pipe of %s: got %v, want %v", tc.ours, tc.named, got, tc.want)
		}
	}
}

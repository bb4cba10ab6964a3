package resident

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/checks"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// governed is an office whose policy is a real file.
type governed struct {
	*office
	path string
}

func newGoverned(t *testing.T) governed {
	g := governed{newOffice(t, mine), filepath.Join(t.TempDir(), "wolkvox-hold", "policy.json")}
	if err := os.Mkdir(filepath.Dir(g.path), 0o755); err != nil {
		t.Fatal(err)
	}
	g.P.PolicyReader = func() policy.Policy { return policy.ReadFile(g.path, uint32(os.Getuid())) }
	g.P.BeginSession()
	return g
}

// put replaces the policy file. The file's rights are correct, its text may be invalid.
func (g governed) put(text string) {
	g.T.Helper()
	g.remove()
	if err := os.WriteFile(g.path, []byte(text), 0o644); err != nil {
		g.T.Fatal(err)
	}
}

func (g governed) remove() {
	g.T.Helper()
	if err := errors.Join(os.Chmod(filepath.Dir(g.path), 0o755), os.RemoveAll(g.path)); err != nil {
		g.T.Fatal(err)
	}
}

// fresh is another start, or a command without a resident, perhaps on another machine.
func (g governed) fresh(machine string) *env.Env {
	p := &env.Env{Version: g.P.Version, Stdin: g.P.Stdin, Stdout: g.P.Stdout, Stderr: g.P.Stderr, Getenv: g.P.Getenv, PolicyReader: g.P.PolicyReader}
	if machine != "" {
		p.NameMachine = func() string { return machine }
	}
	return p
}

const (
	// setByIT names a source of the extension that has none.
	setByIT = `{"server":"0001","agent_id_from":"NOT_SET_HERE","ca_file":"/etc/x.pem","defaults":{"timeout_s":30,"feedback":"icon"}}`
	setNext = `{"server":"0002"}`
)

// TestTheLastGoodPolicyStaysInForce breaks, repairs and removes a policy with each fault, for
// a running resident, one that is started again, and a command without a resident.
func TestTheLastGoodPolicyStaysInForce(t *testing.T) {
	faults := map[string]func(g governed){
		"empty":             func(g governed) { g.put("") },
		"torn":              func(g governed) { g.put(`{"server":"00`) },
		"an array":          func(g governed) { g.put(`["0003"]`) },
		"torn defaults":     func(g governed) { g.put(`{"defaults":["agent_id_from"]}`) },
		"world-writable":    func(g governed) { g.put(`{"server":"0003"}`); _ = os.Chmod(g.path, 0o666) },
		"in an open folder": func(g governed) { g.put(`{"server":"0003"}`); _ = os.Chmod(filepath.Dir(g.path), 0o777) },
		"a link": func(g governed) {
			g.put(`{"server":"0003"}`)
			_ = errors.Join(os.Rename(g.path, g.path+".real"), os.Symlink(g.path+".real", g.path))
		},
		"a folder": func(g governed) { g.remove(); _ = os.Mkdir(g.path, 0o755) },
	}
	for name, spoil := range faults {
		for _, who := range []string{"a resident", "started again", "a command"} {
			t.Run(name+", "+who, func(t *testing.T) {
				g := newGoverned(t)
				now := func() *env.Snapshot {
					switch who {
					case "a resident":
						g.r.policyChanged()
						return g.r.live.Now().Snapshot
					case "started again":
						g.P.BeginSession()
						g.begins()
						return g.r.live.Reload()
					}
					l := g.fresh("").LoadWithin(noHurry, nil)
					return &l
				}
				want := func(when, server, extension string, last bool) {
					t.Helper()
					l := now()
					if l.Server != server || l.AgentID != extension || l.Policy.Last != last {
						t.Errorf("%s: server %s, extension %q, the last good one: %v; want %s, %q, %v", when, l.Server, l.AgentID, l.Policy.Last, server, extension, last)
					}
					said := strings.Contains(strings.Join(g.P.Troubles(*l), "\n"), g.P.Words.LastPolicy(g.path))
					if said != last {
						t.Errorf("%s: said so: %v, want %v", when, said, last)
					}
					if last && l.CAFile != "" && who != "a resident" {
						t.Errorf("%s: trusts what a file of the user names", when)
					}
				}
				spoil(g)
				want("bad from the beginning", "0042", "12435", false)
				g.put(setByIT)
				want("good", "0001", "", false)
				spoil(g)
				want("spoilt", "0001", "", true)
				want("still", "0001", "", true)
				if l := now(); l.Origin(settings.Server) != settings.OriginPolicy || l.Timeout.Seconds() != 20 || l.Feedback != "icon" {
					t.Errorf("spoilt: %+v", l.Values)
				}
				g.put(setNext)
				want("good again", "0002", "12435", false)
				spoil(g)
				want("spoilt again", "0002", "12435", true)
				g.remove()
				want("removed", "0042", "12435", false)
				spoil(g)
				want("spoilt after it was removed", "0042", "12435", false)
			})
		}
	}
}

// TestTheCopyOfAPolicy: it belongs to this machine only, nobody else can read it, it holds
// nothing that weakens verification, and a bad copy blocks nothing.
func TestTheCopyOfAPolicy(t *testing.T) {
	g := newGoverned(t)
	g.put(setByIT)
	p := g.fresh("a")
	p.LoadWithin(noHurry, nil)
	file, err := p.MachineFile(env.PolicyCopy)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file.Path)
	info, statErr := os.Stat(file.Path)
	if err := errors.Join(err, statErr); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "ca_file") || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %s", info.Mode(), b)
	}
	g.put("")
	if l := g.fresh("b").LoadWithin(noHurry, nil); l.Server != "0042" || l.AgentID != "12435" || l.Policy.Last {
		t.Errorf("another machine goes by it: server %s, extension %q", l.Server, l.AgentID)
	}
	for _, c := range []struct{ name, text, server, extension string }{
		{"with a root certificate", strings.Replace(string(b), `"server"`, `"ca_file": "/home/x.pem", "server"`, 1), "0001", ""},
		{"of a later version", strings.Replace(string(b), `"format": 1`, `"format": 2`, 1), "0042", ""},
		{"torn", string(b[:len(b)/2]), "0042", ""},
		{"of other types", `{"format":1,"enforced":["0001"],"defaults":{"server":[]},"user_enforced":7}`, "0042", "12435"},
		{"empty", "", "0042", ""},
	} {
		if err := os.WriteFile(file.Path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if l := p.LoadWithin(noHurry, nil); l.Server != c.server || l.AgentID != c.extension || l.CAFile != "" {
			t.Errorf("%s: server %s, extension %q, ca_file %q; want %s, %q and none", c.name, l.Server, l.AgentID, l.CAFile, c.server, c.extension)
		}
	}
	if err := errors.Join(os.Remove(file.Path), os.MkdirAll(file.Path+"/x", 0o700)); err != nil {
		t.Fatal(err)
	}
	g.put(setNext)
	if l := p.LoadWithin(noHurry, nil); l.Server != "0002" {
		t.Errorf("a folder in its place: server %s", l.Server)
	}
}

// TestAPolicyThatIsUnreadToTheLast: the policy cannot be used and its copy cannot be read, so
// that nobody knows whether IT names another source. The number in the settings may be somebody
// else's; what the person gives in this log-on is their own.
func TestAPolicyThatIsUnreadToTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGoverned(t)
		g.P.NameLogon = func(func(string) string) string { return "log-on" }
		file, err := g.P.MachineFile(env.PolicyCopy)
		if err := errors.Join(err, os.MkdirAll(file.Path, 0o700)); err != nil {
			t.Fatal(err)
		}
		g.put("")
		g.P.Logon = ""
		g.P.BeginSession()
		g.begins()
		g.r.live.Reload()
		g.wantExtension("unread", "")
		if why := g.r.live.Now().NoAgentID(); why != settings.CodeAgentIDUnread {
			t.Errorf("got %q as the reason", why)
		}
		if m := g.give("555"); m.Err != "" {
			t.Errorf("got %q", m.Err)
		}
		g.wantExtension("given", "555")
		g.give("")
		g.wantExtension("taken back", "")
		if err := os.Remove(file.Path); err != nil {
			t.Fatal(err)
		}
		g.r.toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now()}})
		(<-g.r.posted)()
		g.wantExtension("there was none", "12435")
	})
}

// TestAPolicyThatFlickers is valid and truncated in turn. That does not affect presses, the
// log, the keychain or the spare connection.
func TestAPolicyThatFlickers(t *testing.T) {
	for _, c := range []struct {
		good   string
		server string
		last   bool
		lines  int // the fault, and that the last good one is in force
	}{
		{`{"server":"0001","hide_quit":true}`, "0001", true, 2},
		{`{}`, "0042", false, 1}, // nothing that could stay in force
	} {
		t.Run(c.good, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGoverned(t)
				reads := g.countReads()
				g.put(c.good)
				g.r.policyChanged()
				before := g.r.live.Now()
				g.log.Reset()
				done := make(chan struct{})
				go func() { // presses
					defer close(done)
					for range 1000 {
						if now := g.r.live.Now(); now.Client.Server != c.server || now.HideQuit != c.last {
							t.Errorf("a press goes to server %s", now.Client.Server)
						}
					}
				}()
				for range 100 {
					g.put(`{"server":`)
					g.r.policyChanged()
					if now := g.r.live.Now(); now.Policy.Last != c.last || len(now.Policy.Problems) == 0 {
						t.Fatal("torn, and not seen")
					}
					g.put(c.good)
					g.r.policyChanged()
				}
				<-done
				if now := g.r.live.Now(); now.Client.Spare != before.Client.Spare || now.Policy.Last || len(now.Policy.Problems) > 0 {
					t.Errorf("at the end: %+v", now.Policy)
				}
				if n := strings.Count(g.log.String(), "\n"); n != c.lines {
					t.Errorf("%d lines in the log, want %d:\n%.2000s", n, c.lines, &g.log)
				}
				if synctest.Wait(); reads.Load() > 0 {
					t.Error("the keychain was read")
				}
			})
		})
	}
}

// Everything that IT looks at says that the last good policy is in force.
func TestTheLastGoodPolicyIsSaid(t *testing.T) {
	g := newGoverned(t)
	g.put(`{"server":"0001"}`)
	g.r.policyChanged()
	g.put(`{"server":`)
	g.r.policyChanged()
	want := g.P.Words.LastPolicy(g.path)
	if !strings.Contains(g.log.String(), want) {
		t.Errorf("the log: %s", &g.log)
	}
	p := g.fresh("")
	x := checks.New(p, p.LoadWithin(noHurry, nil))
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, env.ErrSlow }
	if codes := findingCodes(x.Settings(t.Context())); !strings.Contains(codes, "warning:policy_broken") || !strings.Contains(codes, "warning:policy_last") {
		t.Errorf("doctor: %s", codes)
	}
	g.r.screen.notifier = &notify.Notifier{Log: g.r.log}
	if s := g.r.status("", g.P.Words); !strings.Contains(fmt.Sprint(s.Missing), want) {
		t.Errorf("status: %q", s.Missing)
	}
	var out bytes.Buffer
	g.P.Stdout = &out
	p = g.fresh("")
	if code := runLine(t.Context(), p, []string{"config", "show", "--json"}); code != env.ExitDone {
		t.Fatalf("exit %d", code)
	}
	var shown struct {
		Last     bool `json:"last_good_policy"`
		Problems []string
	}
	if err := json.Unmarshal(out.Bytes(), &shown); err != nil || !shown.Last || !strings.Contains(fmt.Sprint(shown.Problems), want) {
		t.Errorf("config show: %v, %s", err, &out)
	}
}

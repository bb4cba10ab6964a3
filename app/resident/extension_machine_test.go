package resident

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/checks"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// moved is the same person on another machine or in another log-on.
func (o *office) moved(machine, logon string) *env.Env {
	process := *o.P
	p := &process
	p.NameMachine, p.NameLogon = func() string { return machine }, func(func(string) string) string { return logon }
	p.BeginSession()
	return p
}

// noHurry is how long a test waits for files on a busy machine.
const noHurry = time.Minute

func wantLoaded(t *testing.T, when string, p *env.Env, want string) {
	t.Helper()
	if l := p.LoadWithin(noHurry, nil); l.AgentID != want {
		t.Errorf("%s: got the extension %q, want %q", when, l.AgentID, want)
	}
}

// TestOneHomeOnTwoMachines: an extension given by hand stays on its machine, whatever the
// other one does. This is the worst case: both machines give the log-on the same name.
func TestOneHomeOnTwoMachines(t *testing.T) {
	for name, set := range map[string]settings.Raw{
		"asked for":     {"ask_agent_id": "start"},
		"by a variable": {"agent_id_from": "NOT_SET_HERE"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, mine)
			o.Set = policy.Policy{Enforced: set}
			first, second := o.moved("a", "log-on"), o.moved("b", "log-on")
			keep := func(p *env.Env, id string) {
				t.Helper()
				if err := p.KeepExtension(id); err != nil {
					t.Fatal(err)
				}
			}
			keep(first, "555")
			wantLoaded(t, "where it was given", first, "555")
			wantLoaded(t, "on the other machine", second, "")
			wantLoaded(t, "on the other machine, started again", o.moved("b", "log-on"), "")
			keep(second, "666")
			wantLoaded(t, "given on the other one, too", second, "666")
			wantLoaded(t, "the first, still running", first, "555")
			wantLoaded(t, "the first, started again", o.moved("a", "log-on"), "555")
			wantLoaded(t, "the first, in another log-on", o.moved("a", "another"), "")
			keep(second, "")
			wantLoaded(t, "taken back on the other", o.moved("b", "log-on"), "")
			wantLoaded(t, "the first, after that", o.moved("a", "log-on"), "555")
		})
	}
	o := newOffice(t, mine)
	for _, machine := range []string{"a", "b"} {
		wantLoaded(t, "a saved one goes with the person", o.moved(machine, "log-on"), "12435")
	}
}

// TestAnExtensionForALogonWithoutAName: a command by itself could not give it to this log-on
// alone, and says so.
func TestAnExtensionForALogonWithoutAName(t *testing.T) {
	o := newOffice(t, mine)
	o.Set = policy.Policy{Enforced: settings.Raw{"agent_id_from": "NOT_SET_HERE"}}
	o.P.NameLogon = func(func(string) string) string { return "" }
	if code := runLine(t.Context(), o.P, []string{"config", "set", "agent_id", "555"}); code != env.ExitFailed || !strings.Contains(o.Err.String(), o.P.Words.NoLogon()) {
		t.Errorf("got exit %d and %q, want %d and why", code, &o.Err, env.ExitFailed)
	}
	wantLoaded(t, "after that", o.P, "")
	resident := o.moved("a", "")
	if err := resident.KeepExtension("555"); err != nil {
		t.Fatal(err)
	}
	wantLoaded(t, "given to a resident", resident, "555")
	wantLoaded(t, "once that has ended", o.P, "")
}

// TestAnAnswerFileThatIsNoGood: a bad file is never used, is reported, and does not prevent
// a new answer.
func TestAnAnswerFileThatIsNoGood(t *testing.T) {
	const whole = `{"format":1,"agent_id":"777","logon":"log-on","day":"`
	file := func(text string) func(string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
	}
	type bad struct {
		name  string
		place func(path string) error
		told  bool
		kept  bool // an answer also counts at the next start
	}
	all := []bad{
		{"none", func(string) error { return nil }, false, true},
		{"whole, of another log-on", file(strings.Replace(whole, "log-on", "x", 1) + env.Today() + `"}`), false, true},
		{"of a later version", file(strings.Replace(whole, "1", "2", 1) + env.Today() + `"}`), true, true},
		{"torn", file(whole), true, true},
		{"empty", file(""), true, true},
		{"a folder", func(path string) error { return os.MkdirAll(path+"/x", 0o700) }, true, false},
		{"a link that leads nowhere", func(path string) error { return os.Symlink(path+".gone", path) }, false, true},
	}
	if runtime.GOOS != "windows" {
		all = append(all, bad{"of another user", func(path string) error {
			return errors.Join(file(whole+env.Today()+`"}`)(path), os.Chown(path, 12345, 12345))
		}, true, true})
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "of another user" {
				need.OtherUser(t)
			}
			o := newOffice(t, mine)
			o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
			start := func() *env.Env { return o.moved("a", "log-on") }
			f, err := start().MachineFile(env.ExtensionFile)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(f.Replace(nil), os.Remove(f.Path), c.place(f.Path)); err != nil {
				t.Fatal(err)
			}
			p := start()
			l := p.LoadWithin(noHurry, nil)
			if l.AgentID != "" || !l.AsksAgentID() {
				t.Errorf("got the extension %q, asked: %v", l.AgentID, l.AsksAgentID())
			}
			if told := strings.Contains(strings.Join(p.Troubles(l), "\n"), p.Words.ExtensionFile(f.Path)); told != c.told {
				t.Errorf("told of the file: %v, want %v", told, c.told)
			}
			x := checks.New(p, l)
			x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, env.ErrSlow }
			if told := strings.Contains(findingCodes(x.Settings(t.Context())), "extension_file"); told != c.told {
				t.Errorf("doctor tells of the file: %v, want %v", told, c.told)
			}
			if err := p.KeepExtension("555"); err != nil {
				t.Fatal(err)
			}
			wantLoaded(t, "answered", p, "555")
			want := ""
			if c.kept {
				want = "555"
			}
			wantLoaded(t, "started again", start(), want)
		})
	}
}

// findingCodes lists the codes of findings, with the state unless it is ok. A finding without
// sentence or advice is marked, so that no test accepts it.
func findingCodes(f []checks.Finding) string {
	var all []string
	for _, one := range f {
		switch {
		case one.Text == "" || one.Text == one.Code || one.State != checks.OK && one.Advice == "":
			all = append(all, "without words:"+one.Code)
		case one.State != checks.OK:
			all = append(all, string(one.State)+":"+one.Code)
		case one.Code != "settings_from":
			all = append(all, one.Code)
		}
	}
	return strings.Join(all, " ")
}

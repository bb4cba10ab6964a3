//go:build linux && nowindow

package app

import (
	"context"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/cli"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

const (
	// policyKey names the file with the policy of an office.
	policyKey = "WOLKVOX_HOLD_TEST_POLICY"
	// noLogonKey makes its system one that does not tell log-ons apart.
	noLogonKey = "WOLKVOX_HOLD_TEST_NO_LOGON"
)

// officeMain is Main with a policy that a test wrote.
func officeMain(args []string) int {
	if code, done := env.RunKeychainHelper(args); done {
		return code
	}
	p := &env.Env{Version: version(builtIn()), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv}
	p.PolicyReader = func() policy.Policy { return policy.ReadFile(os.Getenv(policyKey), uint32(os.Getuid())) }
	if os.Getenv(noLogonKey) != "" {
		p.NameLogon = func(func(string) string) string { return "" }
	}
	return cli.Run(context.Background(), p, args)
}

// sharedDesk is a workplace with a policy. Its settings hold placeAgent, the number
// of the person who sat here before: not one press may be for that.
type sharedDesk struct{ *workplace }

func newSharedDesk(t *testing.T, set string) sharedDesk {
	t.Helper()
	w := newWorkplace(t)
	must(t, os.WriteFile(w.path("policy.json"), []byte(set), 0o600))
	w.env[partKey], w.env[policyKey] = partOffice, w.path("policy.json")
	t.Cleanup(func() {
		if n := w.toggles(); n > 0 {
			t.Errorf("toggled %d times for the person who sat here before", n)
		}
		w.notes.mu.Lock()
		defer w.notes.mu.Unlock()
		for i, head := range w.notes.heads {
			if !strings.Contains(head, "extension") {
				t.Errorf("the notification %q (%s) names no extension", head, w.notes.texts[i])
			}
		}
	})
	return sharedDesk{w}
}

// resident starts the tray process in a log-on.
func (d sharedDesk) resident(logon ...string) *process {
	d.t.Helper()
	p := d.start([]string{"--background"}, logon...)
	d.until("the resident listens", d.listens)
	return p
}

// quit ends the resident, and lets the gap after its last press pass.
func (d sharedDesk) quit(p *process) {
	d.t.Helper()
	if code := d.start([]string{"quit"}).wait(); code != env.ExitDone {
		d.t.Fatalf("quit: exit %d", code)
	}
	p.wait()
	d.gapPasses()
}

// run runs a command, and returns its exit code and what it said.
func (d sharedDesk) run(args []string, logon ...string) (code int, out, err string) {
	d.t.Helper()
	p := d.start(args, logon...)
	code = p.wait()
	return code, p.out.String(), p.err.String()
}

// give gives an extension by hand; an empty one takes the last back.
func (d sharedDesk) give(id string, logon ...string) {
	d.t.Helper()
	args := []string{"config", "set", "agent_id", id}
	if id == "" {
		args = []string{"config", "unset", "agent_id"}
	}
	if code, out, err := d.run(args, logon...); code != env.ExitDone {
		d.t.Fatalf("%q: exit %d, %s%s", args, code, out, err)
	}
}

// wantFor presses, and wants one toggle for id, or with an empty one that nothing
// was set up and why, in words.
func (d sharedDesk) wantFor(id, why string, logon ...string) {
	d.t.Helper()
	before := d.server.Toggles(id)
	p := d.press(logon...)
	said, _ := d.hear(p)
	d.road.quiet()
	if id == "" {
		wantTold(d.t, said, hold.NotToggled, string(press.NotSetUp))
		// By itself the command says it as a trouble of the settings.
		trouble := words.Words{}.Setting("", why, "")
		if err := p.err.String(); !strings.Contains(err, (words.Words{}).NoExtension(why)) && !strings.Contains(err, strings.TrimPrefix(trouble, ": ")) {
			d.t.Errorf("said %q on standard error, want it to tell of %s", err, why)
		}
		return
	}
	wantTold(d.t, said, hold.Toggled, "confirmed")
	if got := d.server.Toggles(id) - before; got != 1 {
		d.t.Errorf("toggled %d times for %s, want once", got, id)
	}
}

// wantStatus compares the extension that the resident names.
func (d sharedDesk) wantStatus(id, why string) {
	d.t.Helper()
	s := d.status()
	if s.Extension != id {
		d.t.Errorf("status names the extension %q, want %q", s.Extension, id)
	}
	said := strings.Contains(strings.Join(s.Missing, "\n"), (words.Words{}).NoExtension(why))
	if why != "" && !said {
		d.t.Errorf("status misses %q, want it to tell of %s", s.Missing, why)
	}
}

// choice is the file with what was given by hand.
func (d sharedDesk) choice() string {
	return d.path("home/.local/state/wolkvox-hold/" + env.ChoiceFile + "-" + instance.Machine() + ".json")
}

// answered changes the answer that was last given, for the log-on where it was.
func (d sharedDesk) answered(id, day string) {
	d.t.Helper()
	b, err := os.ReadFile(d.choice())
	must(d.t, err)
	raw, err := settings.Decode(b)
	must(d.t, err)
	raw["agent_id"], raw["day"] = id, day
	b, err = settings.Encode(raw)
	must(d.t, err)
	must(d.t, os.WriteFile(d.choice(), b, 0o600))
}

const (
	byVariable = `{"agent_id_from":"EXT"}`
	askedFor   = `{"ask_agent_id":"start"}`

	desk1, desk2, desk3 = "XDG_SESSION_ID=1", "XDG_SESSION_ID=2", "XDG_SESSION_ID=3"
)

// TestProcessesExtensionByVariable: the variable of the log-on decides, the
// resident's where one runs; an empty or bad one is no extension.
func TestProcessesExtensionByVariable(t *testing.T) {
	for _, c := range []struct {
		name     string
		resident []string // its environment; nil: none runs
		press    []string
		want     string
		why      string
	}{
		{name: "by itself", press: []string{"EXT=444"}, want: "444"},
		{name: "by itself, no variable (cron)", why: settings.CodeEnvEmpty},
		{name: "by itself, a bad variable", press: []string{"EXT=hunter2"}, why: settings.CodeEnvValue},
		{name: "through a resident, no variable of its own (ssh)", resident: []string{"EXT=444"}, want: "444"},
		{name: "through a resident, another variable", resident: []string{"EXT=444"}, press: []string{"EXT=999"}, want: "444"},
		{name: "through a resident without one", resident: []string{}, press: []string{"EXT=999"}, why: settings.CodeEnvEmpty},
		{name: "through a resident with a bad one", resident: []string{"EXT=hunter2"}, press: []string{"EXT=999"}, why: settings.CodeEnvValue},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newSharedDesk(t, byVariable)
			if c.resident != nil {
				d.resident(append(c.resident, desk1)...)
				d.wantStatus(c.want, c.why)
			}
			d.wantFor(c.want, c.why, append(c.press, desk2)...)
			if d.server.Toggles("999") > 0 {
				t.Error("toggled for the command's own variable")
			}
			for _, args := range [][]string{{"doctor"}, {"config", "show"}} {
				if _, out, err := d.run(args, "EXT=hunter2"); strings.Contains(out+err, "hunter2") {
					t.Errorf("%q repeats what the variable holds: %s%s", args, out, err)
				}
			}
		})
	}
}

// TestProcessesExtensionChangedInALogon: a change by hand wins over the variable
// until the log-on ends, whoever presses, and is gone with it.
func TestProcessesExtensionChangedInALogon(t *testing.T) {
	d := newSharedDesk(t, byVariable)
	r := d.resident("EXT=444", desk1)
	d.give("555", desk2, "EXT=999") // over ssh: it is the resident's log-on that counts
	d.wantStatus("555", "")
	d.wantFor("555", "", desk3)
	d.quit(r)
	d.wantFor("555", "", desk1, "EXT=444") // by itself in the same log-on
	d.gapPasses()
	d.wantFor("999", "", desk2, "EXT=999") // by itself in another
	d.gapPasses()

	r = d.resident("EXT=444", desk1)
	d.wantStatus("555", "")
	d.quit(r)
	r = d.resident("EXT=444", desk2) // logged off and on
	d.wantStatus("444", "")
	d.wantFor("444", "", desk1)
	d.quit(r)
	r = d.resident(desk2) // and where the variable is empty
	d.wantStatus("", settings.CodeEnvEmpty)
	d.give("666", desk1)
	d.wantFor("666", "", desk1)
	d.give("")
	d.wantStatus("", settings.CodeEnvEmpty)
	d.quit(r)

	set, err := os.ReadFile(d.path(settingsPath))
	must(t, err)
	if !strings.Contains(string(set), placeAgent) || strings.Contains(string(set), "555") || strings.Contains(string(set), "666") {
		t.Errorf("the settings are %s, want them as they were", set)
	}
}

// TestProcessesExtensionWithoutALogon: where log-ons cannot be told apart a change
// ends with the resident, and without one there can be none.
func TestProcessesExtensionWithoutALogon(t *testing.T) {
	d := newSharedDesk(t, byVariable)
	d.env[noLogonKey] = "1"
	r := d.resident("EXT=444")
	d.give("555")
	d.wantFor("555", "")
	d.quit(r)
	d.wantFor("444", "", "EXT=444")
	d.gapPasses()
	if code, _, err := d.run([]string{"config", "set", "agent_id", "555"}); code != env.ExitFailed || !strings.Contains(err, (words.Words{}).NoLogon()) {
		t.Errorf("got exit %d and %q, want %d and why", code, err, env.ExitFailed)
	}
	d.resident("EXT=444")
	d.wantStatus("444", "")
}

// TestProcessesExtensionThroughARestart: what was given by hand outlives the program's
// own restart, where log-ons have a name and where they have none.
func TestProcessesExtensionThroughARestart(t *testing.T) {
	for name, c := range map[string]struct{ set, noLogon string }{
		"by a variable":          {byVariable, ""},
		"by a variable, no name": {byVariable, "1"},
		"asked for":              {askedFor, ""},
		"asked for, no name":     {askedFor, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newSharedDesk(t, c.set)
			d.env[noLogonKey] = c.noLogon
			d.ownProgram()
			r := d.resident("EXT=444", desk1)
			d.give("555", desk2)
			d.upgrade("1.2.4")
			d.renewed("1.2.4")
			d.wantStatus("555", "")
			d.wantFor("555", "", desk2)
			r.signal(syscall.SIGTERM)
			r.wait()
			if d.server.Toggles("444") > 0 {
				t.Error("toggled for the variable")
			}
		})
	}
}

// TestProcessesExtensionUnderASpoiltPolicy: a number in the user's file does not serve
// where a policy that this desk knew named another source, resident or none; where the
// policy was removed it does.
func TestProcessesExtensionUnderASpoiltPolicy(t *testing.T) {
	d := newSharedDesk(t, byVariable)
	policyFile := d.env[policyKey]
	d.wantFor("444", "", "EXT=444") // the only time that it was good, and without a resident
	d.gapPasses()
	for _, text := range []string{"", `{"agent_id_from":"E`} {
		must(t, os.WriteFile(policyFile, []byte(text), 0o600))
		d.wantFor("444", "", "EXT=444")
		d.gapPasses()
		d.wantFor("", settings.CodeEnvEmpty)
		d.gapPasses()
		r := d.resident("EXT=444", desk1)
		d.wantStatus("444", "")
		d.wantFor("444", "", desk2)
		d.quit(r)
	}
	said := (words.Words{}).LastPolicy(policyFile)
	for _, args := range [][]string{{"config", "show"}, {"doctor"}} {
		if _, out, err := d.run(args); !strings.Contains(out+err, said) && !strings.Contains(out, (words.Words{}).Found("policy_last")) {
			t.Errorf("%q does not say that the last good policy counts: %s%s", args, out, err)
		}
	}
	must(t, os.Remove(policyFile))
	if _, out, _ := d.run([]string{"config", "get", "agent_id"}); strings.TrimSpace(out) != placeAgent {
		t.Errorf("with the policy removed the extension is %q, want %s", out, placeAgent)
	}
}

// TestProcessesExtensionAskedFor: nothing is toggled before the person has said
// whose extension it is, today.
func TestProcessesExtensionAskedFor(t *testing.T) {
	d := newSharedDesk(t, askedFor)
	ask := words.Words{}.AskExtension()
	asked := func() int {
		d.notes.mu.Lock()
		defer d.notes.mu.Unlock()
		n := 0
		for _, text := range d.notes.texts {
			if text == ask {
				n++
			}
		}
		return n
	}
	d.wantFor("", settings.CodeNotAnswered)
	if t.Failed() {
		return // nobody would be asked
	}
	r := d.resident(desk1)
	d.until("the person is asked", func() bool { return asked() == 1 })
	d.wantStatus("", settings.CodeNotAnswered)
	d.again(r, desk1)
	d.until("the person is asked again", func() bool { return asked() == 2 })
	d.wantFor("", settings.CodeNotAnswered)
	d.give("555", desk2)
	d.wantStatus("555", "")
	d.until("the question is gone", func() bool { return d.notes.shown((words.Words{}).ExtensionTaken()) })
	r = d.again(r, desk1)
	d.wantStatus("555", "")
	d.wantFor("555", "", desk2)
	d.quit(r)
	d.wantFor("555", "", desk1) // by itself
	d.gapPasses()
	d.wantFor("", settings.CodeNotAnswered, desk2)
	d.gapPasses()
	r = d.resident(desk2) // another log-on of the same day: somebody else may sit here
	d.until("the person is asked in the other log-on", func() bool { return asked() == 3 })
	d.wantFor("", settings.CodeNotAnswered, desk1)
	d.quit(r)

	for name, day := range map[string]string{
		"yesterday": time.Now().AddDate(0, 0, -1).Format(settings.DayLayout),
		"tomorrow":  time.Now().AddDate(0, 0, 1).Format(settings.DayLayout),
		"no day":    "today",
	} {
		d.answered("777", day)
		d.wantFor("", settings.CodeNotAnswered, desk1) // by itself
		if t.Failed() {
			return
		}
		d.gapPasses()
		before := asked()
		r := d.resident(desk1)
		d.until("the person is asked: "+name, func() bool { return asked() == before+1 })
		d.wantFor("", settings.CodeNotAnswered)
		d.quit(r)
	}
	if d.server.Toggles("777") > 0 {
		t.Error("toggled for an answer of another day")
	}
}

// again ends the resident and starts another.
func (d sharedDesk) again(r *process, logon ...string) *process {
	d.t.Helper()
	d.quit(r)
	return d.resident(logon...)
}

// TestProcessesExtensionChangedInFlight: a press is told with the extension it was
// sent for, and a change does not open the press gap.
func TestProcessesExtensionChangedInFlight(t *testing.T) {
	d := newSharedDesk(t, byVariable)
	d.resident("EXT=444", desk1)
	stop := d.stops.at(t, atAnswer)
	p := d.press()
	<-stop.reached
	d.give("555")
	d.wantStatus("555", "")
	stop.open()
	said, _ := d.hear(p)
	wantTold(t, said, hold.Toggled, "confirmed")
	title, toggled := words.Words{}.Note(words.Press{Result: "toggled", AgentID: "444"})
	d.until("the outcome is shown", func() bool { return d.notes.shown(toggled) })
	d.notes.mu.Lock()
	head := d.notes.heads[len(d.notes.heads)-1]
	d.notes.mu.Unlock()
	if head != title {
		t.Errorf("the notification says %q, want %q", head, title)
	}
	said = d.toggle()
	wantTold(t, said, hold.Ignored, string(hold.TooSoon))
	d.road.quiet()
	if a, b := d.server.Toggles("444"), d.server.Toggles("555"); a != 1 || b != 0 {
		t.Errorf("toggled %d times for 444 and %d times for 555, want once and never", a, b)
	}
}

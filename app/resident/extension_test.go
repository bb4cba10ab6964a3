package resident

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// fromThere are settings that take the extension from a variable which is not set: it can
// only be given by hand.
var fromThere = settings.Raw{"server": "0042", "agent_id": "12435", "agent_id_from": "NOT_SET_HERE"}

// give sends the resident an extension as a command does.
func (o *office) give(id string) channel.Message {
	o.T.Helper()
	data, err := json.Marshal(residentapi.Extension{AgentID: id})
	if err != nil {
		o.T.Fatal(err)
	}
	var answer channel.Message
	o.whileLooping(func() { answer = o.r.answerExtension(o.T.Context(), data) })
	return answer
}

// whileLooping calls f while the loop runs one thing.
func (o *office) whileLooping(f func()) {
	done := make(chan struct{})
	go func() {
		select {
		case f := <-o.r.posted:
			f()
		case <-done:
		}
	}()
	defer close(done)
	f()
}

func (o *office) wantExtension(when, want string) {
	o.T.Helper()
	now := o.r.live.Now()
	if now.AgentID != want || now.Client.AgentID != want || (want == "") != (now.Reason == press.NotSetUp) {
		o.T.Errorf("%s: got the extension %q, a client for %q (%s), want %q", when, now.AgentID, now.Client.AgentID, now.Reason, want)
	}
}

func TestAnExtensionGivenByHandCountsAtOnce(t *testing.T) {
	o := newOffice(t, fromThere)
	o.P.BeginSession()
	o.r.live.Reload()
	o.wantExtension("no variable", "")
	if m := o.give(" 555 "); m.Err != "" {
		t.Fatal(m.Err)
	}
	o.wantExtension("given", "555")
	for _, bad := range []string{"5x", "555 556", strings.Repeat("1", 21), "-1"} {
		if m := o.give(bad); m.Err != channel.CodeMalformed {
			t.Errorf("%q: got %q, want it refused", bad, m.Err)
		}
	}
	if m := o.r.answerExtension(t.Context(), []byte(`{"agent_id":`)); m.Err != channel.CodeMalformed {
		t.Errorf("half a message: got %q, want it refused", m.Err)
	}
	o.wantExtension("after what was refused", "555")

	// A running resident keeps its extension, whatever happens to the files.
	file, err := o.P.MachineFile(env.ExtensionFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file.Path, o.File().Path} {
		if err := errors.Join(os.Rename(path, path+".away"), os.Mkdir(path, 0o700)); err != nil {
			t.Fatal(err)
		}
		o.r.reloadSettings()
		o.wantExtension("unreachable "+path, "555")
		if err := errors.Join(os.Remove(path), os.Rename(path+".away", path)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file.Path, []byte(`{"agent_id":"555"`), 0o600); err != nil {
		t.Fatal(err)
	}
	o.r.reloadSettings()
	o.wantExtension("torn", "555")
	if m := o.give(""); m.Err != "" {
		t.Errorf("taking back what is torn: %s", m.Err)
	}
	o.wantExtension("taken back", "")
}

// TestAnExtensionThatDoesNotCountIsNotConfirmed: IT may have another source for it by the time
// the answer of a window arrives.
func TestAnExtensionThatDoesNotCountIsNotConfirmed(t *testing.T) {
	o := newOffice(t, mine)
	o.P.BeginSession()
	if m := o.give("555"); m.Err == "" {
		t.Errorf("confirmed, and presses are for the extension %s", o.r.live.Now().Client.AgentID)
	}
	o.wantExtension("not confirmed", "12435")
}

// TestAnAnswerCountsAfterTheClockWasSetBack, too: the first day that counts is in the future then.
func TestAnAnswerCountsAfterTheClockWasSetBack(t *testing.T) {
	o := newOffice(t, mine)
	o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
	o.P.NameLogon = func(func(string) string) string { return "log-on" }
	o.P.BeginSession()
	o.P.CountAnswersFrom(time.Now().AddDate(0, 0, 1).Format(settings.DayLayout))
	o.r.live.Reload()
	o.wantExtension("asked", "")
	if m := o.give("555"); m.Err != "" {
		t.Errorf("got %q", m.Err)
	}
	o.wantExtension("answered", "555")
	if first, last := o.P.Days(); first != last || first != env.Today() {
		t.Errorf("answers count from %s to %s, want today", first, last)
	}
}

// An extension that cannot be saved is refused if the next start would use the previous one.
// If the next start would have none, it counts as long as this process runs.
func TestAnExtensionThatCannotBeKept(t *testing.T) {
	for there, want := range map[string]string{"": "556", "555": "555"} {
		o := newOffice(t, fromThere)
		o.P.NameLogon = func(func(string) string) string { return "log-on" }
		o.P.NameMachine = func() string { return strings.Repeat("m", 235) } // no name is left for a new file beside it
		o.P.BeginSession()
		file, err := o.P.MachineFile(env.ExtensionFile)
		if err != nil {
			t.Fatal(err)
		}
		if there != "" {
			b, err := settings.Encode(settings.TemporaryExtension{AgentID: there, Logon: "log-on", Day: env.Today()}.Raw())
			if err := errors.Join(err, os.MkdirAll(filepath.Dir(file.Path), 0o700), os.WriteFile(file.Path, b, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		o.r.live.Reload()
		o.wantExtension("before", there)
		if m := o.give("556"); (m.Err != "") != (there != "") {
			t.Errorf("beside %q: got %q", there, m.Err)
		}
		o.wantExtension("beside "+there, want)
	}
}

// TestAnExtensionThatIsNotKeptTakesNoOtherBack: another one is given while the first is refused.
func TestAnExtensionThatIsNotKeptTakesNoOtherBack(t *testing.T) {
	o := newOffice(t, fromThere)
	o.P.NameLogon = func(func(string) string) string { return "log-on" }
	o.P.BeginSession()
	asked, given := 0, func(id string) {
		if err := o.P.KeepExtension(id); err != nil {
			t.Error(err)
		}
	}
	o.P.NameMachine = func() string {
		switch asked++; asked {
		case 2: // to write the second
			return strings.Repeat("m", 300)
		case 3: // to see why that failed
			given("444")
		}
		return "m"
	}
	given("111")
	if err := o.P.KeepExtension("222"); err == nil {
		t.Error("222 could not be written, and is kept")
	}
	o.r.live.Reload()
	o.wantExtension("given last", "444")
}

// Nobody on a night shift loses the extension at midnight; the next start asks.
func TestAnAnswerLastsThroughTheNight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
		o.P.NameLogon = func(func(string) string) string { return "log-on" }
		begin := func() { o.P.Logon = ""; o.P.BeginSession(); o.r.live.Reload() }
		time.Sleep(time.Until(time.Date(2000, 1, 2, 20, 0, 0, 0, time.Local)))
		begin()
		o.wantExtension("in the evening, not answered", "")
		if err := o.P.KeepExtension("555"); err != nil {
			t.Fatal(err)
		}
		o.r.live.Reload()
		o.wantExtension("answered", "555")
		time.Sleep(14 * time.Hour)
		o.r.live.Reload()
		o.wantExtension("the next day, still the same start", "555")
		begin()
		o.wantExtension("started anew", "")
		begin()
		time.Sleep(24 * time.Hour) // the question was left open over night
		if err := o.P.KeepExtension("666"); err != nil {
			t.Fatal(err)
		}
		o.r.live.Reload()
		o.wantExtension("answered a day late", "666")
		if got := (&env.Env{Getenv: o.P.Getenv, PolicyReader: o.P.PolicyReader, NameLogon: o.P.NameLogon}).Load(); got.AgentID != "666" {
			t.Errorf("a command by itself has %q, want what was answered today", got.AgentID)
		}
	})
}

// TestAnExtensionThatCannotBeReadIsNotGuessed: another number may be the person's who sat here
// before, or an old one of IT's. The next press has the right one where it can be read by then.
func TestAnExtensionThatCannotBeReadIsNotGuessed(t *testing.T) {
	settingsFile := func(o *office) string { return o.File().Path }
	extensionFile := func(o *office) string {
		file, err := o.P.MachineFile(env.ExtensionFile)
		if err != nil {
			t.Fatal(err)
		}
		return file.Path
	}
	from := settings.Raw{"agent_id_from": "EXT"}
	for _, tt := range []struct {
		name         string
		policy       policy.Policy
		given        string // in the menu
		file         func(*office) string
		want, unread string
	}{
		{"their own, where IT suggests one", policy.Policy{UserDefaults: settings.Raw{"agent_id": "999"}}, "", settingsFile, "12435", ""},
		{"their own, where IT suggests a variable", policy.Policy{Defaults: from}, "", settingsFile, "999", ""},
		{"their extension, where IT suggests a variable", policy.Policy{Defaults: from}, "555", settingsFile, "555", "555"},
		{"their extension, where IT sets a variable", policy.Policy{UserEnforced: from}, "555", extensionFile, "555", ""},
	} {
		for how, spoil := range map[string]func(path string, b []byte) error{
			"torn":       func(path string, b []byte) error { return os.WriteFile(path, b[:len(b)-3], 0o600) },
			"unreadable": func(path string, _ []byte) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
		} {
			t.Run(tt.name+", "+how, func(t *testing.T) {
				o := newOffice(t, mine)
				o.Set = tt.policy
				o.Set.Enforced = settings.Raw{"server": "0042"}
				getenv := o.P.Getenv
				o.P.Getenv = func(name string) string {
					if name == "EXT" {
						return "999"
					}
					return getenv(name)
				}
				o.P.NameLogon = func(func(string) string) string { return "log-on" }
				begin := func() { o.P.Logon = ""; o.P.BeginSession(); o.begins(); o.r.live.Reload() }
				begin()
				if tt.given != "" {
					o.give(tt.given)
				}
				o.wantExtension("before", tt.want)
				path := tt.file(o)
				b, err := os.ReadFile(path)
				if err := errors.Join(err, spoil(path, b)); err != nil {
					t.Fatal(err)
				}
				begin()
				o.wantExtension("unread", tt.unread)
				o.r.live.Reload()
				o.wantExtension("unread again", tt.unread)
				if why := o.r.live.Now().NoAgentID(); (why == settings.CodeAgentIDUnread) != (tt.unread == "") {
					t.Errorf("got %q as the reason", why)
				}
				if err := errors.Join(os.RemoveAll(path), os.WriteFile(path, b, 0o600)); err != nil {
					t.Fatal(err)
				}
				if tt.unread == "" && (how == "unreadable" || path == extensionFile(o)) {
					o.r.toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now()}})
					(<-o.r.posted)()
					o.wantExtension("readable again", tt.want)
				}
			})
		}
	}
}

// TestWithoutAHomeNoVariableIsGuessed: the person's own settings may name another one, as for a
// command that cron runs.
func TestWithoutAHomeNoVariableIsGuessed(t *testing.T) {
	o := newOffice(t, nil)
	o.P.Getenv = func(name string) string { return map[string]string{"EXT": "999"}[name] }
	for _, enforced := range []bool{false, true} {
		o.Set = policy.Policy{Defaults: settings.Raw{"server": "0042", "agent_id_from": "EXT"}}
		want := ""
		if enforced {
			o.Set, want = policy.Policy{Enforced: o.Set.Defaults}, "999"
		}
		if l := o.P.Load(); l.AgentID != want {
			t.Errorf("enforced %v: got the extension %q, want %q", enforced, l.AgentID, want)
		}
	}
}

// IT may set a user's extension; then nobody else can change it.
func TestAnEnforcedExtensionStays(t *testing.T) {
	o := newOffice(t, settings.Raw{"server": "0042", "agent_id_from": "NOT_SET_HERE"})
	o.Set = policy.Policy{
		UserEnforced: settings.Raw{"agent_id": "222"},
		Enforced:     settings.Raw{"managed_by": "Desk IT", "ask_agent_id": "start"},
	}
	o.P.Logon = "this log-on"
	o.r.live.Reload()
	o.wantExtension("enforced", "222")
	if m := o.give("555"); m.Err == "" {
		t.Error("the resident took another")
	}
	if code := runLine(t.Context(), o.P, []string{"config", "set", "agent_id", "555"}); code != env.ExitUsage || !strings.Contains(o.Err.String(), "Desk IT") {
		t.Errorf("got exit %d and %q, want %d and who set it", code, &o.Err, env.ExitUsage)
	}
	o.r.live.Reload()
	o.wantExtension("after that", "222")
}

// The first line of each notification names the extension.
func TestEachOutcomeNamesTheExtensionItWasFor(t *testing.T) {
	o := newOffice(t, mine)
	w := words.Words{}
	o.r.screen.state.SetOutcome(hold.Outcome{Result: hold.Unknown, AgentID: "444"})
	for _, c := range []struct {
		out  hold.Outcome
		want string
	}{
		{hold.Outcome{Number: 4, Result: hold.NotToggled, AgentID: "12435", AfterUnknown: true}, " · 444"}, // there is where to look
		{hold.Outcome{Number: 2, Result: hold.Ignored, Reason: hold.InFlight, AgentID: "12435"}, " · 12435"},
		{hold.Outcome{Number: 1, Result: hold.Unknown, AgentID: "444"}, " · 444"},
		{hold.Outcome{Number: 3, Result: hold.NotToggled, Reason: hold.Late, AgentID: "12435"}, " · 12435"},
		{hold.Outcome{Result: hold.Unknown, Reason: hold.Crashed}, "Agent"}, // nobody knows whose press it was
	} {
		if got := o.r.outcomeNote(c.out); !strings.HasSuffix(got.Summary, c.want) {
			t.Errorf("%s (%s): got %q, want %q at its end", c.out.Result, c.out.Reason, got.Summary, c.want)
		}
	}
	if got := o.r.heading(); !strings.Contains(got, w.Extension("12435")) {
		t.Errorf("other notifications begin with %q, want the extension in it", got)
	}
}

// Without an extension, every place that shows it says so.
func TestNoExtensionIsNamedEverywhere(t *testing.T) {
	w := words.Words{}
	v := trayview.Shown{NeedsSetup: true, Chord: "Ctrl+Shift+F9"}.View()
	if !strings.Contains(v.Tooltip, w.Extension("")) {
		t.Errorf("the tooltip is %q", v.Tooltip)
	}
	with := trayview.Shown{AgentID: "12345"}.View()
	for _, item := range []struct{ label, want string }{{v.Items[3].Label, "none"}, {with.Items[3].Label, "12345"}} {
		if !strings.Contains(item.label, item.want) {
			t.Errorf("the menu says %q, want %q in it", item.label, item.want)
		}
	}
	o := newOffice(t, fromThere)
	out := hold.Outcome{Number: 1, Result: hold.NotToggled, Reason: hold.Reason(press.NotSetUp)}
	if title, _ := w.SetupNote("", true); o.r.outcomeNote(out).Summary != title {
		t.Errorf("the notification says %+v", o.r.outcomeNote(out))
	}
	if got := o.r.pressReply(out); got.Message != w.Outcome("not_toggled", "not_set_up") || got.NoExtension != settings.CodeEnvEmpty {
		t.Errorf("the command hears %+v", got)
	}
	for _, code := range []string{settings.CodeEnvEmpty, settings.CodeEnvValue, settings.CodeEnvFormat, settings.CodeNotAnswered, settings.CodeAgentIDUnread} {
		if !strings.Contains(w.NoExtension(code), "menu of the icon") {
			t.Errorf("%s: got %q, want what to do", code, w.NoExtension(code))
		}
	}
	if w.NoExtension("") != "" || w.NoExtension("nonsense") != "" {
		t.Error("a code that is none has a sentence")
	}
}

// FuzzExtensionMessage sends the resident arbitrary data as an extension: it accepts only
// digits or an empty one.
func FuzzExtensionMessage(f *testing.F) {
	for _, seed := range []string{
		`{"agent_id":"555"}`, `{"agent_id":" 555\n"}`, `{"agent_id":""}`, `{}`, `null`, `[]`, ``, `{"agent_id":555}`, `{"AGENT_ID":"5"}`,
		`{"agent_id":"\u0661"}`, `{"agent_id":"-1"}`, `{"agent_id":"1","agent_id":"x"}`, `{"agent_id":"111111111111111111111"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		id, ok := residentapi.ParseExtension(data)
		if !ok {
			return
		}
		if got, err := settings.ParseAgentID(id); id != "" && (err != nil || got != id) {
			t.Errorf("%q was taken for the extension %q", data, id)
		}
	})
}

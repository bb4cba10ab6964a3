package checks

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const bundleToken = "8e7f2c30b1a94d5568f0e7c21b3a4d5f6e7081928374a5b6c7d8"

// patient is an examination with fixed answers: it asks no process, bus or network.
func patient(t *testing.T, user settings.Raw, set policy.Policy) *Examination {
	t.Helper()
	d := desk.New(t, user)
	d.Set = set
	x := New(d.P, d.P.LoadWithin(time.Minute, nil))
	token, err := wolkvox.ParseToken(bundleToken)
	if err != nil {
		t.Fatal(err)
	}
	x.token = func() (wolkvox.Token, error) { return token, nil }
	x.Resident = func() (residentapi.Status, error) {
		return residentapi.Status{Version: "1.2.3", Token: true, Backend: "x11"}, nil
	}
	x.inFile, x.refusal = func() bool { return false }, func() string { return "" }
	x.tray = func() (bool, error) { return true, nil }
	x.askNetwork = func(context.Context) (residentapi.Network, bool) { return residentapi.Network{}, false }
	return x
}

// TestWhatIsFoundHasItsWords: each finding has a sentence, and each that is not ok has
// advice. What a story causes is looked at there.
func TestWhatIsFoundHasItsWords(t *testing.T) {
	w := words.Words{}
	for _, code := range []string{
		"program_ok", "session_ok", "session_bus_elsewhere", "token_ok", "token_in_file", "clock_ok", "hotkey_free", "tray_ok", "notifications_ok", "notifications_own_window", "notifications_unused",
		"autostart_ok", "autostart_chosen", "window_ok", "log_ok", "lock_ok", "settings_from",
		"token_sealed_elsewhere", "token_store_refuses", "proxy_" + string(wolkvox.CauseLogOn), "proxy_" + string(wolkvox.CauseNextProxy), "connect_" + string(wolkvox.CauseNextProxy),
	} {
		if w.Found(code) == code {
			t.Errorf("words has no sentence for %s", code)
		}
	}
	for _, code := range []string{
		"token_sealed_elsewhere", "token_store_refuses", "proxy_slow", "proxy_" + string(wolkvox.CauseLogOn), "proxy_" + string(wolkvox.CauseNextProxy), "connect_" + string(wolkvox.CauseNextProxy),
		"setting_in_policy", "setting_in_file", "setting_in_machine", "policy_value", "tray_taskbar", "tray_lost", "tray_broken", "tray_picture", "watch_slow",
		"hotkey_" + hotkey.CodePermission, "hotkey_" + hotkey.CodeUnsupported, "hotkey_failed",
	} {
		if w.Advice(code) == "" {
			t.Errorf("words has no advice for %s", code)
		}
	}
}

// codesOf lists the codes of findings, with the state unless it is ok. A finding without
// sentence or advice is marked, so that no test accepts it.
func codesOf(f []Finding) string {
	var all []string
	for _, one := range f {
		switch {
		case one.Text == "" || one.Text == one.Code || one.State != OK && one.Advice == "":
			all = append(all, "without words:"+one.Code)
		case one.State != OK:
			all = append(all, string(one.State)+":"+one.Code)
		case one.Code != "settings_from":
			all = append(all, one.Code)
		}
	}
	return strings.Join(all, " ")
}

// TestWhatTheSettingsAreFoundToBe: what no story causes (doctor-settings, doctor-policy).
func TestWhatTheSettingsAreFoundToBe(t *testing.T) {
	complete := settings.Raw{"server": "0042", "agent_id": "12345"}
	for _, tt := range []struct {
		name   string
		user   settings.Raw
		set    policy.Policy
		want   string
		advice string // part of the first one
	}{
		{"complete", complete, policy.Policy{}, "settings_ok", ""},
		{"a bad suggestion of IT", complete, policy.Policy{Defaults: settings.Raw{"warm": "hot"}}, "warning:setting_invalid", "in the policy"},
		{"a bad value of the installer", complete, policy.Policy{Machine: settings.Raw{"warm": "hot"}}, "warning:setting_invalid", "installer"},
		{"a registry value of another type", complete, policy.Policy{Problems: []policy.Problem{{Source: `HKLM\x`, Code: policy.CodeValueType}}}, "warning:policy_value", "as text or as a number"},
	} {
		x := patient(t, tt.user, policy.Policy{})
		x.p.PolicyReader = func() policy.Policy { return tt.set }
		x.l = x.p.Load()
		f := x.Settings(t.Context())
		if got := codesOf(f); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
		if !strings.Contains(f[0].Advice, tt.advice) {
			t.Errorf("%s: got the advice %q, want %q in it", tt.name, f[0].Advice, tt.advice)
		}
		if tt.want == "settings_ok" && strings.Contains(f[1].Detail, "12345") {
			t.Errorf("%s: the extension is in %q", tt.name, f[1].Detail)
		}
	}
}

// TestWhatTheKeychainIsFoundToBe: with and without a resident, and without a bus. The rest is
// in the story doctor-keychain.
func TestWhatTheKeychainIsFoundToBe(t *testing.T) {
	alone := errors.Join(channel.ErrNoResident)
	for _, tt := range []struct {
		name     string
		err      error
		resident error
		holds    bool // the running program holds a token
		noBus    bool
		want     string
	}{
		{"a token", nil, nil, true, false, "token_ok"},
		{"a token, and none in the running program", nil, nil, false, false, "trouble:token_not_read"},
		{"a token, and no running program", nil, alone, false, false, "token_ok"},
		{"a file that cannot be unsealed", keychain.ErrSealedElsewhere, alone, false, false, "trouble:token_sealed_elsewhere"},
		{"locked before", keychain.ErrLocked, nil, false, false, "trouble:keychain_locked"},
		{"no bus", keychain.ErrUnreachable, alone, false, true, ""},
		{"no bus here, by ssh", keychain.ErrUnreachable, nil, true, true, "token_ok"},
		{"no bus here, and no token there", keychain.ErrUnreachable, nil, false, true, "trouble:token_missing"},
	} {
		x := patient(t, nil, policy.Policy{})
		x.token = func() (wolkvox.Token, error) { return wolkvox.Token{}, tt.err }
		x.Resident = func() (residentapi.Status, error) {
			s := residentapi.Status{Token: tt.holds}
			if !tt.holds {
				s.TokenTrouble = "not_found"
			}
			return s, tt.resident
		}
		if tt.noBus {
			x.tray = func() (bool, error) { return false, tray.ErrNoBus }
			if !x.busMissing() {
				continue // a system that needs none
			}
		}
		if got := codesOf(x.keychain(t.Context())); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestATokenThatWindowsRefuses: doctor says where it is, and what refuses it, without alarm as
// long as there is a token.
func TestATokenThatWindowsRefuses(t *testing.T) {
	x := patient(t, nil, policy.Policy{})
	x.refusal = func() string { return "DisableDomainCreds=1" }
	x.inFile = func() bool { return true }
	if f := x.keychain(t.Context()); codesOf(f) != "token_in_file token_store_refuses" || f[1].Detail != "DisableDomainCreds=1" {
		t.Errorf("got %+v", f)
	}
	x.token = func() (wolkvox.Token, error) { return wolkvox.Token{}, keychain.ErrNotFound }
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, channel.ErrNoResident }
	if got := codesOf(x.keychain(t.Context())); got != "trouble:token_missing warning:token_store_refuses" {
		t.Errorf("got %q", got)
	}
}

// Windows gives a number, which IT can look up.
func TestANumberOfTheKeychainIsSaid(t *testing.T) {
	x := patient(t, nil, policy.Policy{})
	x.token = func() (wolkvox.Token, error) {
		return wolkvox.Token{}, fmt.Errorf("read the token: %w: %w", keychain.ErrUnreachable, syscall.Errno(5))
	}
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, channel.ErrNoResident }
	if f := x.keychain(t.Context()); len(f) != 1 || f[0].Code != "keychain_unreachable" || !strings.HasPrefix(f[0].Detail, "5: ") {
		t.Errorf("got %+v", f)
	}
}

// TestWhatTheRunningProgramIsFoundToBe: what no story causes (doctor-resident, doctor-hotkey).
func TestWhatTheRunningProgramIsFoundToBe(t *testing.T) {
	for _, tt := range []struct {
		name   string
		reply  residentapi.Status
		err    error
		want   string
		hotkey string
	}{
		{"its desktop has not answered yet", residentapi.Status{Version: "1.2.3"}, nil, "resident_ok", "trouble:hotkey_lost"},
		{"it stands down", residentapi.Status{Version: "1.2.3", StandsDown: true}, nil, "resident_ok", "hotkey_ok"},
		{"not allowed by macOS", residentapi.Status{Version: "1.2.3", HotkeyTrouble: hotkey.CodePermission}, nil, "resident_ok", "trouble:hotkey_permission"},
		{"on a system without hotkeys", residentapi.Status{Version: "1.2.3", HotkeyTrouble: hotkey.CodeUnsupported}, nil, "resident_ok", "warning:hotkey_unsupported"},
		{"refused for another reason", residentapi.Status{Version: "1.2.3", HotkeyTrouble: "failed"}, nil, "resident_ok", "trouble:hotkey_failed"},
		{"it cannot watch", residentapi.Status{Version: "1.2.3", Hotkey: "F9", SlowLooks: []string{"policy", "program"}}, nil, "resident_ok warning:watch_slow", "hotkey_ok"},
	} {
		x := patient(t, nil, policy.Policy{})
		x.Resident = func() (residentapi.Status, error) { return tt.reply, tt.err }
		if got := codesOf(x.running(t.Context())); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		if got := codesOf(x.hotkey(t.Context())); got != tt.hotkey {
			t.Errorf("%s, hotkey: got %q, want %q", tt.name, got, tt.hotkey)
		}
	}
}

// TestWhatTheTrayIsFoundToBe: the answer of a running resident counts, since it may have
// another bus than this process. The rest is in the story doctor-desktop.
func TestWhatTheTrayIsFoundToBe(t *testing.T) {
	for trouble, advice := range map[string]string{
		"tray_taskbar": "Wait for the taskbar", "tray_lost": "wolkvox-hold quit", "tray_broken": "Restart the desktop's panel",
	} {
		x := patient(t, nil, policy.Policy{})
		x.Resident = func() (residentapi.Status, error) { return residentapi.Status{TrayTrouble: trouble}, nil }
		f := x.trayHost(t.Context())
		if got := codesOf(f); got != "warning:"+trouble || !strings.Contains(f[0].Advice, advice) || f[0].Text == trouble {
			t.Errorf("%s: got %q (%+v)", trouble, got, f)
		}
	}
	x := patient(t, nil, policy.Policy{})
	if got := codesOf(x.trayHost(t.Context())); got != "tray_ok" {
		t.Errorf("well: got %q", got)
	}
}

// TestADetailIsSpoken: details are in the person's language, and in English for programs.
// Text of the system or a server is not translated.
func TestADetailIsSpoken(t *testing.T) {
	x := patient(t, settings.Raw{"server": "0042", "agent_id": "12345", "warm": "hot", "autostart": true}, policy.Policy{})
	x.p.Words.Language = words.In("es")
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{Version: "1.2.2"}, nil }
	program := "wolkvox-hold 1.2.3, " + runtime.GOOS + " " + runtime.GOARCH
	for detail, f := range map[string][]Finding{
		"1.2.2, not 1.2.3|1.2.2, no 1.2.3": x.running(t.Context()),
		"user|usuario":                     x.Settings(t.Context())[:1],
		printable.Short(program+", log in "+x.p.StateFolder()) + "|" +
			printable.Short(program+", log en "+x.p.StateFolder()): x.program(t.Context()),
		"server=0042 (user), agent_id=***45 (user), autostart=on (user)|" +
			"server=0042 (usuario), agent_id=***45 (usuario), autostart=on (usuario)": x.Settings(t.Context())[1:],
	} {
		if got := f[0].Detail + "|" + f[0].SpokenDetail; got != detail {
			t.Errorf("%s: got the details %q, want %q", f[0].Code, got, detail)
		}
		if line := Lines(x.p.Words, Report{Findings: f})[0]; !strings.HasSuffix(line, " ("+f[0].SpokenDetail+")") {
			t.Errorf("%s: told as %q", f[0].Code, line)
		}
	}
}

// TestAClockThatWasSetBackIsFoundByTheLog: but a small difference is a file server's clock.
func TestAClockThatWasSetBackIsFoundByTheLog(t *testing.T) {
	x := patient(t, nil, policy.Policy{})
	folder := x.p.StateFolder()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(folder, "wolkvox-hold.log")
	if err := os.WriteFile(log, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[time.Duration]string{-time.Hour: "", time.Minute: "", time.Hour: "warning:clock_back"} {
		when := time.Now().Add(at)
		if err := os.Chtimes(log, when, when); err != nil {
			t.Fatal(err)
		}
		if got := codesOf(x.clock(t.Context())); got != want {
			t.Errorf("a log of %v from now: got %q, want %q", at, got, want)
		}
	}
}

// unzip returns the files in a bundle.
func unzip(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := map[string]string{}
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(b)
	}
	return all
}

// TestTheBundleHoldsReportSettingsAndLog: but neither the extension nor other files. If the
// token cannot be read, the log stays out.
func TestTheBundleHoldsReportSettingsAndLog(t *testing.T) {
	x := patient(t, settings.Raw{"server": "0042", "agent_id": "12345"}, policy.Policy{})
	folder := x.p.StateFolder()
	if err := os.MkdirAll(filepath.Join(folder, "wolkvox-hold-folder.log"), 0o700); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 2<<20) + "the end"
	for name, content := range map[string]string{
		"wolkvox-hold.log": "newest", "wolkvox-hold-2026-01-01T00-00-00.000.log": long, "crash.log": "a trace", "practice.log": "practice", "notes.txt": "private",
		"wolkvox-hold-empty.log": "",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	report := Report{Findings: x.Settings(t.Context())}
	path := filepath.Join(t.TempDir(), "bundle.zip")
	told, err := x.Bundle(path, report)
	if err != nil || !told.Written || told.Code != "written" {
		t.Fatalf("got %+v, %v", told, err)
	}
	all := unzip(t, path)
	if len(all) != 6 || all["log/wolkvox-hold.log"] != "newest" || all["log/crash.log"] != "a trace" {
		t.Errorf("got %d files", len(all))
	}
	if old := all["log/wolkvox-hold-2026-01-01T00-00-00.000.log"]; len(old) != maxLog || !strings.HasSuffix(old, "the end") {
		t.Errorf("got %d bytes of the long log, want its end", len(old))
	}
	if !strings.Contains(all["report.txt"], x.p.Words.SettingsWell()) || !json.Valid([]byte(all["report.json"])) || !json.Valid([]byte(all["settings.json"])) {
		t.Errorf("got the report %q", all["report.txt"])
	}
	for name, content := range all {
		if strings.Contains(content, "12345") {
			t.Errorf("%s holds the extension", name)
		}
	}
	if _, err := x.Bundle(path, report); err == nil || !strings.Contains(err.Error(), "exists") {
		t.Errorf("a second one: got %v", err)
	}

	for _, tt := range []struct {
		err   error
		holds bool // the running program still holds a token
		code  string
		logs  bool
	}{
		{keychain.ErrLocked, true, "without_log", false}, {keychain.ErrUnreachable, false, "without_log", false},
		{keychain.ErrSealedElsewhere, false, "without_log", false},
		{keychain.ErrNotFound, true, "without_log", false}, {keychain.ErrNotFound, false, "no_token", true},
	} {
		x.Resident = func() (residentapi.Status, error) { return residentapi.Status{Token: tt.holds}, nil }
		x.token = func() (wolkvox.Token, error) { return wolkvox.Token{}, tt.err }
		path := filepath.Join(t.TempDir(), "bundle.zip")
		told, err := x.Bundle(path, report)
		all := unzip(t, path)
		if _, logs := all["log/wolkvox-hold.log"]; err != nil || told.Code != tt.code || logs != tt.logs {
			t.Errorf("%v: got %+v, %v", tt.err, told, err)
		}
		if !tt.logs && !strings.Contains(all["report.txt"], told.Text) {
			t.Errorf("%v: the report does not say that the log is missing", tt.err)
		}
	}
}

// TestNoExtensionIsInAReport, and no invalid one that is nearly an extension.
func TestNoExtensionIsInAReport(t *testing.T) {
	for _, id := range []any{"77231", "77231x", 77231, "x 77231"} {
		x := patient(t, settings.Raw{"server": "0042", "agent_id": id}, policy.Policy{})
		x.Resident = func() (residentapi.Status, error) {
			return residentapi.Status{Version: "1.2.3", Extension: "77231"}, nil
		}
		report := Report{Findings: append(x.Settings(t.Context()), x.running(t.Context())...)}
		path := filepath.Join(t.TempDir(), "bundle.zip")
		if _, err := x.Bundle(path, report); err != nil {
			t.Fatal(err)
		}
		for name, content := range unzip(t, path) {
			if strings.Contains(content, "77231") {
				t.Errorf("agent_id %v: %s holds the extension", id, name)
			}
		}
	}
}

// TestATokenForTheNameOfABundle is repeated nowhere.
func TestATokenForTheNameOfABundle(t *testing.T) {
	x := patient(t, settings.Raw{"server": "0042", "agent_id": "12345"}, policy.Policy{})
	told, err := x.Bundle(filepath.Join(t.TempDir(), bundleToken), Report{})
	line, _ := json.Marshal(told)
	if err == nil || told.Code != "secret" || strings.Contains(err.Error()+string(line), bundleToken) {
		t.Errorf("got %s, %v", line, err)
	}
}

// TestDoctorJSONStaysAsItIs: scripts read it.
func TestDoctorJSONStaysAsItIs(t *testing.T) {
	r := examine(t.Context(), time.Second, []Check{{Name: "keychain", Look: func(context.Context) []Finding {
		return []Finding{{Code: "token_missing", State: Trouble, Text: "a", Advice: "b", Detail: "c"}}
	}}})
	r.Version = "1.2.3"
	b, err := json.Marshal(Result{r, &BundleResult{Path: "p", Code: "exists", Files: []string{}, Text: "t"}})
	want := `{"well":false,"version":"1.2.3","findings":[{"check":"keychain","code":"token_missing","state":"trouble","text":"a","advice":"b","detail":"c"}],` +
		`"bundle":{"path":"p","written":false,"code":"exists","files":[],"text":"t"}}`
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
}

func TestDoctorTellsWhereThePressesAreWanted(t *testing.T) {
	xrdp, ssh := map[string]string{"XRDP_SESSION": "1"}, map[string]string{"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
	for _, tt := range []struct {
		name     string
		env      map[string]string
		runWhere string
		resident *residentapi.Status
		code     string
		text     string
	}{
		{"remote, any", xrdp, "any", nil, "session_both_serve", "can press twice"},
		{"remote, local", xrdp, "local", nil, "session_stands_down", "Turned off here"},
		{"remote, remote", xrdp, "remote", nil, "session_ok", "Session: an xrdp session"},
		{"at the computer, remote", nil, "remote", nil, "session_stands_down", "only in the remote desktop"},
		{"over ssh, nothing runs", ssh, "any", nil, "session_both_serve", "an ssh session"},
		{"over ssh, it runs elsewhere", ssh, "any", &residentapi.Status{}, "session_ok", "an ssh session"},
		{"over ssh, it serves", ssh, "local", &residentapi.Status{}, "session_ok", "Session at this computer"},
		{"over ssh, it stands down", ssh, "remote", &residentapi.Status{StandsDown: true}, "session_stands_down", "only in the remote desktop"},
	} {
		x := patient(t, nil, policy.Policy{Enforced: settings.Raw{"run_where": tt.runWhere}})
		x.p.Getenv = func(name string) string { return tt.env[name] }
		x.Resident = func() (residentapi.Status, error) {
			if tt.resident == nil {
				return residentapi.Status{}, channel.ErrNoResident
			}
			return *tt.resident, nil
		}
		f := x.sessionKind()
		if len(f) != 1 || f[0].Code != tt.code || !strings.Contains(f[0].Text, tt.text) || (f[0].Advice != "") != (f[0].State != OK) {
			t.Errorf("%s: got %+v, want %s and %q", tt.name, f, tt.code, tt.text)
		}
	}
}

// TestWhatProgramsReadIsEnglish: the JSON of report and bundle, whatever the person reads.
func TestWhatProgramsReadIsEnglish(t *testing.T) {
	const english, spanish = "is not a wolkvox server", "no es un servidor de wolkvox"
	d := desk.New(t, settings.Raw{"server": "evil.com", "language": "es"})
	d.P.Words.Language = &words.Language{Find: d.P.Language}
	d.P.UseLanguageOf(d.P.Load())
	x := New(d.P, d.P.LoadWithin(time.Minute, nil))
	x.Resident = func() (residentapi.Status, error) { return residentapi.Status{}, channel.ErrNoResident }
	report := examine(t.Context(), checkWithin, x.checks()[:1]) // of the settings
	files, err := x.bundleFiles(report, &BundleResult{Code: "without_log"})
	if err != nil || len(files) != 3 {
		t.Fatal(len(files), err)
	}
	s, _ := json.Marshal(Result{Report: report})
	for _, told := range append(files[1:], File{Name: "doctor --json", Content: s}) {
		if s := string(told.Content); !strings.Contains(s, english) || strings.Contains(s, spanish) || strings.Contains(s, "Falta") || strings.Contains(s, "Corríjalo") {
			t.Errorf("%s: got %s", told.Name, s)
		}
	}
	for name, said := range map[string]string{"report.txt": string(files[0].Content), "doctor": strings.Join(Lines(d.P.Words, report), "")} {
		if strings.Contains(said, english) || !strings.Contains(said, spanish) || !strings.Contains(said, "Falta la extensión") || !strings.Contains(said, "Qué hacer: Corríjalo") {
			t.Errorf("%s: got %s", name, said)
		}
	}
}

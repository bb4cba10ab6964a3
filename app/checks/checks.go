package checks

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// checkWithin bounds each check of doctor; they run at the same time.
const checkWithin = 12 * time.Second

// Lines are a report as a person reads it.
func Lines(w words.Words, r Report) []string {
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, w.Finding(string(f.State), f.Spoken, f.SpokenDetail))
		if f.SpokenAdvice != "" {
			lines = append(lines, w.Finding("", w.WhatToDo(f.SpokenAdvice), ""))
		}
	}
	return lines
}

// Result is what doctor --json prints. Its field names are stable.
type Result struct {
	Report
	Bundle *BundleResult `json:"bundle,omitempty"`
}

// Examination is one look at everything. What several checks need is asked for
// once.
type Examination struct {
	p        *env.Env
	l        env.Snapshot
	token    func() (wolkvox.Token, error)
	Resident func() (residentapi.Status, error) // asks the running one; New sets it
	tray     func() (host bool, err error)
	proxy    func(target *url.URL) (proxy.Answer, error)
	sight    func(context.Context) (seen residentapi.Network, ok bool) // the resident's
}

// New examines what p stands on, with the settings l.
func New(p *env.Env, l env.Snapshot) *Examination {
	x := &Examination{p: p, l: l, proxy: proxy.Look}
	x.token = sync.OnceValues(func() (wolkvox.Token, error) { return p.Keychain().Get(context.Background()) })
	x.Resident = sync.OnceValues(func() (residentapi.Status, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 6*time.Second)
		defer cancel()
		return residentapi.AskStatus(ctx, p)
	})
	x.tray = sync.OnceValues(func() (bool, error) { return tray.Look(context.Background()) })
	x.sight = x.residentsSight
	return x
}

// Report looks at everything, and waits for no check longer than 12 s.
func (x *Examination) Report(ctx context.Context) Report {
	r := Examine(ctx, checkWithin, x.checks())
	r.Version = x.p.Version
	return r
}

// checks are what doctor looks at. None of them toggles or sends the token.
func (x *Examination) checks() []Check {
	var all []Check
	for _, c := range []struct {
		name string
		look func(context.Context) []Finding
	}{
		{"settings", x.Settings},
		{"program", x.program},
		{"session", x.session},
		{"keychain", x.keychain},
		{"network", x.network},
		{"clock", x.clock},
		{"resident", x.running},
		{"hotkey", x.hotkey},
		{"tray", x.trayHost},
		{"notifications", x.notifications},
		{"autostart", x.autostart},
		{"window", x.window},
		{"log", x.log},
		{"lock", x.lock},
	} {
		all = append(all, Check{Name: c.name, Look: c.look, Slow: x.found(Warning, "check_slow", "")})
	}
	return all
}

// found is a finding by its code. What comes from outside is in detail alone, which
// is stripped and bounded.
func (x *Examination) found(state State, code, detail string) Finding {
	f := Finding{Code: code, State: state, Detail: printable.Short(detail), SpokenDetail: printable.Short(detail)}
	x.text(&f, func(w words.Words) string { return w.Found(code) })
	if state != OK {
		x.advise(&f, code)
	}
	return f
}

// text gives a finding its sentence: in English for programs and IT, and in the
// language of who asked.
func (x *Examination) text(f *Finding, text func(words.Words) string) {
	f.Text, f.Spoken = text(x.p.Words.English()), text(x.p.Words)
}

// detail gives a finding a detail of our own words, as text does. What others say, an
// operating system or a server, has no language of ours.
func (x *Examination) detail(f *Finding, detail func(words.Words) string) {
	f.Detail, f.SpokenDetail = printable.Short(detail(x.p.Words.English())), printable.Short(detail(x.p.Words))
}

// from is a detail that says where a setting comes from.
func from(f []Finding, w words.Words, origin settings.Origin) []Finding {
	f[0].SpokenDetail = w.Origin(string(origin))
	return f
}

// advise says what to do about a finding.
func (x *Examination) advise(f *Finding, code string) {
	f.Advice, f.SpokenAdvice = x.p.Words.English().Advice(code), x.p.Words.Advice(code)
}

func (x *Examination) well(code, detail string) []Finding {
	return []Finding{x.found(OK, code, detail)}
}

func (x *Examination) warning(code, detail string) []Finding {
	return []Finding{x.found(Warning, code, detail)}
}

func (x *Examination) trouble(code, detail string) []Finding {
	return []Finding{x.found(Trouble, code, detail)}
}

// busMissing reports whether this process has no session bus. Other systems than
// Linux need none.
func (x *Examination) busMissing() bool {
	if runtime.GOOS != "linux" {
		return false
	}
	_, err := x.tray()
	return errors.Is(err, tray.ErrNoBus)
}

func (x *Examination) program(context.Context) []Finding {
	f := x.well("program_ok", "")
	x.detail(&f[0], func(w words.Words) string {
		return w.ProgramIs(env.ProgramName+" "+x.p.Version, runtime.GOOS+" "+runtime.GOARCH, x.p.StateFolder())
	})
	return f
}

func (x *Examination) session(context.Context) []Finding {
	f := x.whereabouts()
	if !x.busMissing() {
		return f
	}
	if _, err := x.Resident(); err == nil {
		return append(f, x.well("session_bus_elsewhere", "")...)
	}
	return append(f, x.trouble("session_bus_missing", x.p.Getenv("DBUS_SESSION_BUS_ADDRESS"))...)
}

// whereabouts says in what kind of session this is, and whether presses are wanted in
// it. Where IT wants them in one kind only, the resident knows its own.
func (x *Examination) whereabouts() []Finding {
	where := x.l.RunWhere
	kind := session.Look(x.p.Getenv)
	how, down := kind.How, kind.StandsDown(where)
	s, unasked := x.Resident()
	if unasked == nil && where != "any" {
		how, down = s.Session, s.StandsDown
	}
	// An ssh log-on is doctor's alone while a resident runs elsewhere.
	both := where == "any" && kind.Remote && (unasked != nil || how != session.HowSSH)
	detail := "run_where " + where
	var f []Finding
	switch {
	case down:
		f = x.warning("session_stands_down", detail)
		x.text(&f[0], func(w words.Words) string { return w.StoodDown(how) })
	case both:
		f = x.warning("session_both_serve", detail)
		x.text(&f[0], func(w words.Words) string { return w.BothServe(how) })
	default:
		f = x.well("session_ok", detail)
		x.text(&f[0], func(w words.Words) string { return w.SessionIs(how) })
	}
	return f
}

func (x *Examination) keychain(context.Context) []Finding {
	_, err := x.token()
	s, unasked := x.Resident()
	switch {
	case err == nil && unasked == nil && s.TokenTrouble != "":
		return x.trouble("token_not_read", s.TokenTrouble) // as where that one has no session bus
	case err == nil:
		return x.well("token_ok", "")
	}
	code := keychain.Code(err)
	found := x.trouble
	switch {
	case x.busMissing() && unasked != nil:
		return nil // session says it
	case s.Token && (x.busMissing() || errors.Is(err, keychain.ErrNotAllowed)):
		f := x.well("token_ok", "")
		x.detail(&f[0], words.Words.InRunningProgram)
		return f
	case x.busMissing():
		code = s.TokenTrouble
	case unasked == nil && s.Token:
		found = x.warning // it goes on with the one it read; what starts anew will not
	}
	switch code {
	case "not_found":
		return found("token_missing", "")
	case "invalid":
		return found("token_invalid", "")
	}
	return found("keychain_"+code, "")
}

func (x *Examination) running(context.Context) []Finding {
	s, err := x.Resident()
	switch {
	case err == nil && s.Version != x.p.Version:
		return x.otherVersion("resident_version", s.Version)
	case err == nil:
		f := x.well("resident_ok", "")
		x.text(&f[0], func(w words.Words) string { return w.Running(s.Version, w.Extension(x.masked(s.Extension))) })
		if len(s.SlowLooks) > 0 {
			f = append(f, x.warning("watch_slow", strings.Join(s.SlowLooks, ", "))...)
		}
		return f
	case errors.Is(err, control.ErrNoResident):
		return x.warning("resident_not_running", "")
	case errors.Is(err, control.ErrNoPlace):
		return nil // lock says it
	case errors.Is(err, control.ErrVersion):
		return x.trouble("resident_protocol", "")
	case errors.Is(err, control.ErrPeer):
		return x.trouble("resident_foreign", "")
	}
	return x.trouble("resident_silent", "")
}

// otherVersion finds a part that is of another version than this program.
func (x *Examination) otherVersion(code, version string) []Finding {
	f := x.warning(code, "")
	x.detail(&f[0], func(w words.Words) string { return w.OtherVersion(version, x.p.Version) })
	return f
}

// masked is an extension as it goes into a report.
func (x *Examination) masked(agentID string) string {
	if agentID == "" {
		return ""
	}
	return x.p.Words.Masked(agentID)
}

func (x *Examination) hotkey(context.Context) []Finding {
	s, err := x.Resident()
	chord := x.l.Hotkey
	code, backend, spare, here := s.HotkeyTrouble, s.Backend, s.HotkeySpare, "hotkey_ok"
	switch {
	case errors.Is(err, control.ErrNoResident):
		sight := hotkey.Look(chord, true)
		code, backend, here = sight.Code, string(sight.Backend), "hotkey_free"
		if code == hotkey.CodeNoDisplay {
			return x.warning("hotkey_no_display", "")
		}
		if code == hotkey.CodeLayoutSwitch {
			c, _ := hotkey.FirstFree(nil, settings.SpareChords(chord))
			spare = c.String()
		}
	case err != nil:
		return nil // it has the chord, if it lives
	case code == "" && s.Hotkey == "" && !s.StandsDown:
		code = hotkey.CodeLost // the desktop has not answered yet
	}
	if code == "" && here == "hotkey_ok" {
		f := x.well(here, "")
		x.text(&f[0], func(w words.Words) string { return w.StatusHotkey(s.Hotkey, s.Backend, s.LastPress) })
		return f
	}
	if code == "" {
		return x.well(here, chord.String()+", "+backend)
	}
	f := x.trouble("hotkey_"+code, backend)
	x.text(&f[0], func(w words.Words) string { return w.HotkeyInstead(code, chord.String(), spare) })
	switch {
	case code == hotkey.CodeNoDisplay, code == hotkey.CodeUnsupported:
		f[0].State = Warning // such a desktop has none, and the other sources serve
	case code == hotkey.CodeAsking, hotkey.ByHand(code):
		f[0].State = Warning // likewise: a key can be bound to the command
		english, spoken := x.p.HotkeySteps(x.p.Words.English(), chord).Lines, x.p.HotkeySteps(x.p.Words, chord).Lines
		for i := range spoken {
			step := x.found(Warning, "hotkey_steps", "")
			step.Text, step.Spoken = x.p.Words.English().HotkeyStep(i+1, english[i]), x.p.Words.HotkeyStep(i+1, spoken[i])
			f = append(f, step)
		}
	}
	return f
}

package checks

import (
	"context"
	"net/url"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Result is what doctor --json prints. Its field names are stable.
type Result struct {
	Report
	Bundle *BundleResult `json:"bundle,omitempty"`
}

// Examination is one run of all checks. What several checks need is queried once.
type Examination struct {
	p          *env.Env
	l          env.Snapshot
	token      func() (wolkvox.Token, error)
	inFile     func() bool                        // whether the token is in no keychain
	refusal    func() string                      // what keeps a token out of the keychain
	Resident   func() (residentapi.Status, error) // asks the running one; New sets it
	tray       func() (host bool, err error)
	proxy      func(target *url.URL) (proxy.Answer, error)
	askNetwork func(context.Context) (seen residentapi.Network, ok bool) // what the resident finds
}

// New makes an examination of this machine with the settings l.
func New(p *env.Env, l env.Snapshot) *Examination {
	x := &Examination{p: p, l: l, proxy: proxy.Look}
	x.token = sync.OnceValues(func() (wolkvox.Token, error) { return p.Keychain().Get(context.Background()) })
	x.inFile = func() bool {
		k := p.Keychain()
		if k.SealedFile == "" {
			return false
		}
		s, err := k.Status(context.Background())
		return err == nil && s.InFile
	}
	x.refusal = keychain.Refusal
	x.Resident = sync.OnceValues(func() (residentapi.Status, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 6*time.Second)
		defer cancel()
		return residentapi.AskStatus(ctx, p)
	})
	x.tray = sync.OnceValues(func() (bool, error) { return tray.Look(context.Background()) })
	x.askNetwork = x.residentNetwork
	return x
}

// checkWithin bounds each check; all run at the same time.
const checkWithin = 12 * time.Second

// Report runs all checks.
func (x *Examination) Report(ctx context.Context) Report {
	r := examine(ctx, checkWithin, x.checks())
	r.Version = x.p.Version
	return r
}

// checks lists all checks. None of them toggles or sends the token.
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

// found makes a finding from its code. Only detail has text from outside; it is stripped and
// cut.
func (x *Examination) found(state State, code, detail string) Finding {
	f := Finding{Code: code, State: state, Detail: printable.Short(detail), SpokenDetail: printable.Short(detail)}
	x.text(&f, func(w words.Words) string { return w.Found(code) })
	if state != OK {
		x.advise(&f, code)
	}
	return f
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

// text gives a finding its sentence: in English for programs and IT, and in the person's
// language.
func (x *Examination) text(f *Finding, text func(words.Words) string) {
	f.Text, f.Spoken = text(x.p.Words.English()), text(x.p.Words)
}

// detail gives a finding a detail in our own words, in both languages as text does. Details
// from the system or a server are not translated.
func (x *Examination) detail(f *Finding, detail func(words.Words) string) {
	f.Detail, f.SpokenDetail = printable.Short(detail(x.p.Words.English())), printable.Short(detail(x.p.Words))
}

// advise says what to do about a finding.
func (x *Examination) advise(f *Finding, code string) {
	f.Advice, f.SpokenAdvice = x.p.Words.English().Advice(code), x.p.Words.Advice(code)
}

// Lines formats a report for a person.
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

package app

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/doctor"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

func (p *program) doctorCommand() *commandline.Command {
	var asJSON *bool
	c := p.command("doctor", p.noArgs, func(c *commandline.Command, _ []string) error {
		ctx, cancel := context.WithTimeout(c.Context(), 30*time.Second)
		defer cancel()
		report := doctor.Examine(ctx, p.checks())
		if *asJSON {
			if err := p.object(report); err != nil {
				return failed("")
			}
		} else {
			for _, f := range report.Findings {
				p.say(p.words.Finding(string(f.State), f.Text, f.Detail))
			}
		}
		if !report.Well {
			return failed(p.words.DoctorTrouble())
		}
		return nil
	})
	asJSON = p.jsonFlag(c)
	return c
}

// checks are what doctor looks at. None of them toggles or sends the token.
func (p *program) checks() []doctor.Check {
	words := p.words
	l := p.load()
	return []doctor.Check{
		{Name: "settings", Look: func(context.Context) []doctor.Finding {
			var f []doctor.Finding
			for _, s := range p.troubles(l) {
				f = append(f, doctor.Finding{State: doctor.Warning, Text: s})
			}
			for _, k := range l.Missing() {
				f = append(f, doctor.Finding{State: doctor.Trouble, Text: l.missing(words, k)})
			}
			if f == nil {
				f = []doctor.Finding{{State: doctor.OK, Text: words.SettingsWell(), Detail: l.path}}
			}
			return f
		}},
		{Name: "keychain", Look: func(ctx context.Context) []doctor.Finding {
			if code := p.tokenCode(ctx); code != "" {
				return []doctor.Finding{{State: doctor.Trouble, Text: words.Keychain(code)}}
			}
			return []doctor.Finding{{State: doctor.OK, Text: words.TokenPresent()}}
		}},
		{Name: "network", Look: func(ctx context.Context) []doctor.Finding { return p.checkNetwork(ctx, l) }},
		{Name: "resident", Look: func(ctx context.Context) []doctor.Finding {
			s, err := p.askStatus(ctx)
			if err != nil {
				return []doctor.Finding{{State: doctor.Warning, Text: words.NotRunning()}}
			}
			f := []doctor.Finding{{State: doctor.OK, Text: words.Running(s.Version, words.Extension(s.Extension)), Detail: s.Backend}}
			for _, m := range s.Missing {
				f = append(f, doctor.Finding{State: doctor.Warning, Text: m})
			}
			return f
		}},
	}
}

// checkNetwork goes the way of a press as far as it can go without one.
func (p *program) checkNetwork(ctx context.Context, l loaded) []doctor.Finding {
	client, reason := clientFor(l.Values, lookForProxy)
	if reason != "" {
		return nil // settings said it already
	}
	f := p.proxyFinding(ctx, l)
	if l.CAFile != "" {
		if _, err := rootsWith(l.CAFile); err != nil {
			f = append(f, doctor.Finding{State: doctor.Warning, Text: p.words.CAFileUnreadable(), Detail: l.CAFile})
		}
	}
	for _, step := range wolkvox.Check(ctx, client) {
		state := doctor.OK
		if !step.OK {
			state = doctor.Trouble
		}
		f = append(f, doctor.Finding{State: state, Text: p.stepText(step), Detail: step.Detail})
	}
	return f
}

// proxyFinding names the proxy and who set it.
func (p *program) proxyFinding(ctx context.Context, l loaded) []doctor.Finding {
	if !usesSystemProxy(l.Values) {
		return []doctor.Finding{{State: doctor.OK, Text: p.words.ProxyFrom("setting"), Detail: l.Proxy}}
	}
	type result struct {
		proxy.Answer
		err error
	}
	found := make(chan result, 1) // a look cannot be ended
	go func() {
		a, err := proxy.Look(proxyTarget(l.Server))
		found <- result{a, err}
	}()
	within, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	select {
	case r := <-found:
		switch {
		case r.err != nil:
			return []doctor.Finding{{State: doctor.Trouble, Text: p.words.ProxyFrom("unusable")}}
		case r.Proxy == nil:
			return []doctor.Finding{{State: doctor.OK, Text: p.words.ProxyFrom(r.Source)}}
		}
		return []doctor.Finding{{State: doctor.OK, Text: p.words.ProxyFrom(r.Source), Detail: r.Proxy.Redacted()}}
	case <-within.Done():
		return []doctor.Finding{{State: doctor.Warning, Text: p.words.ProxyFrom("slow")}}
	}
}
